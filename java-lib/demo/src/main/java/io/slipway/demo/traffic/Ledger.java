package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: for every key of every table the states that it may have, given what was acknowledged. An acknowledged write leaves one state;
 * one that failed for sure leaves the states before it; one of unknown outcome adds its own to those. Keys that were never written are
 * absent.
 *
 * <p>Any number of threads may use it, but each key only one at a time.
 */
public final class Ledger {
    private static final List<Expectation> NOTHING = List.of(Expectation.ABSENT);

    private final Map<String, Map<ByteString, List<Expectation>>> tables;
    private final WriteLog log;

    public Ledger() {
        this(new ConcurrentHashMap<>(), WriteLog.NONE);
    }

    private Ledger(Map<String, Map<ByteString, List<Expectation>>> tables, WriteLog log) {
        this.tables = tables;
        this.log = log;
    }

    /** The same ledger, which tells {@code log} of every write that is noted through it. */
    public Ledger telling(WriteLog log) {
        return new Ledger(tables, log);
    }

    /** A write that was sent and has not been answered. */
    public static final class Pending {
        private final Ledger ledger;
        private final Map<ByteString, List<Expectation>> table;
        private final ByteString key;
        private final Expectation after;
        private final List<Expectation> before;
        private final long write;

        private Pending(Ledger ledger, String tableName, ByteString key, Expectation after) {
            this.ledger = ledger;
            this.table = ledger.tableOf(tableName);
            this.key = key;
            this.after = after;
            this.before = table.getOrDefault(key, NOTHING);
            this.write = ledger.log.begun(tableName, key, after);
            List<Expectation> either = new ArrayList<>(before);
            if (!either.contains(after)) {
                either.add(after);
            }
            table.put(key, List.copyOf(either));
        }

        /** The store has it. */
        public void acknowledged() {
            table.put(key, List.of(after));
            ledger.log.answered(write, true);
        }

        /** The store does not have it and never will. */
        public void notApplied() {
            table.put(key, before);
            ledger.log.answered(write, false);
        }
    }

    /** Notes a write that is about to be sent. Unless it is answered the key may be in the state before or after. */
    public Pending begin(String table, ByteString key, Expectation after) {
        return new Pending(this, table, key, after);
    }

    /** Whether a read may see {@code value} (null: absent) at {@code second}. */
    public boolean allows(String table, ByteString key, @Nullable ByteString value, long second) {
        return expected(table, key).stream().anyMatch(state -> state.matches(value, second));
    }

    /** The states that the key may have; at least one. */
    public List<Expectation> expected(String table, ByteString key) {
        return tableOf(table).getOrDefault(key, NOTHING);
    }

    /** Every key of a table that was ever written. */
    public Set<ByteString> keys(String table) {
        return Set.copyOf(tableOf(table).keySet());
    }

    private Map<ByteString, List<Expectation>> tableOf(String table) {
        return tables.computeIfAbsent(table, name -> new ConcurrentHashMap<>());
    }
}
