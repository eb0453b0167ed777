package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvException;
import io.slipway.kv.PutOptions;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the operations of one lane: measures them from the moment they were due, repeats those that may be repeated, and keeps the ledger.
 * For one thread.
 */
final class Witness {
    /** Every operation of the services may be repeated: the lane is its keys' only writer. */
    private static final int ATTEMPTS_MAX = 3;

    private final Ledger ledger;
    private final StageVisits visits;
    private final Tally tally;
    private final LoadWatch load;
    private final Clock clock;
    private final Set<String> ownTables;

    private long due_ns;
    private boolean isDue;
    private @Nullable RuntimeException lastFailure;

    /** @param ownTables tables of which the lane reads only keys that only it writes, so that the ledger tells what it must see */
    Witness(Ledger ledger, StageVisits visits, Tally tally, LoadWatch load, Clock clock, Set<String> ownTables) {
        this.ledger = ledger;
        this.visits = visits;
        this.tally = tally;
        this.load = load;
        this.clock = clock;
        this.ownTables = ownTables;
    }

    /** The next operation was to be sent at {@code nanoTime}; those after it start when they are called. */
    void due(long nanoTime) {
        due_ns = nanoTime;
        isDue = true;
    }

    /** Whether a step's exception is one that was counted as a failed operation. */
    boolean hasCounted(RuntimeException failure) {
        return failure == lastFailure;
    }

    <T> T read(String table, Supplier<T> call) {
        return attempt(table, List::of, true, call);
    }

    void write(String table, Supplier<List<Ledger.Pending>> begin, boolean atomic, Runnable call) {
        attempt(table, begin, atomic, () -> {
            call.run();
            return true;
        });
    }

    void delete(String table, Collection<ByteString> keys, Runnable call) {
        List<ByteString> underLoad =
                keys.stream().filter(key -> load.loading(table, key)).toList();
        write(
                table,
                () -> keys.stream()
                        .map(key -> ledger.begin(table, key, Expectation.ABSENT))
                        .toList(),
                keys.size() == 1,
                call);
        tally.deletesRaced(
                (int) underLoad.stream().filter(key -> load.loading(table, key)).count());
    }

    Ledger.Pending beginPut(String table, ByteString key, ByteString value, PutOptions options) {
        long expirySecond = KvBounds.expirySecond(table, "put", key, options, clock.instant());
        return ledger.begin(table, key, Expectation.of(value, expirySecond));
    }

    Ledger.Pending beginDelete(String table, ByteString key) {
        return ledger.begin(table, key, Expectation.ABSENT);
    }

    /** Holds an answer against the ledger where the lane can know what it must be. */
    void saw(String table, ByteString key, @Nullable ByteString value) {
        long second = clock.instant().getEpochSecond();
        if (ownTables.contains(table) && !ledger.allows(table, key, value, second)) {
            tally.wrongAnswer(KvBounds.describe(table, "get", key)
                    + (value == null ? " is absent" : " has " + value.size() + " bytes")
                    + ", expected one of " + ledger.expected(table, key));
        }
    }

    /**
     * @param begin notes the writes, anew for each attempt
     * @param atomic whether a failure that says "not applied" holds for all of the writes
     */
    private <T> T attempt(String table, Supplier<List<Ledger.Pending>> begin, boolean atomic, Supplier<T> call) {
        long start_ns = isDue ? due_ns : System.nanoTime();
        isDue = false;
        for (int attempt = 1; ; attempt++) {
            List<Ledger.Pending> writes = begin.get();
            tally.sent(writes.size());
            try {
                T answer = call.get();
                writes.forEach(Ledger.Pending::acknowledged);
                visits.record(table, System.nanoTime() - start_ns, true);
                tally.answered();
                return answer;
            } catch (KvException e) {
                if (atomic && !e.maybeApplied()) {
                    writes.forEach(Ledger.Pending::notApplied);
                }
                if (attempt == ATTEMPTS_MAX || !(e.retryable() || e.maybeApplied())) {
                    visits.record(table, System.nanoTime() - start_ns, false);
                    tally.failed(table, e);
                    lastFailure = e;
                    throw e;
                }
                tally.retried(table, e);
            } finally {
                tally.returned(writes.size());
            }
        }
    }
}
