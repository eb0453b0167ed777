package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import io.slipway.source.rocksdb.RocksOptions;
import io.slipway.spi.KeyRange;
import io.slipway.spi.source.SourceTableState;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An open database together with what memory holds of it.
 *
 * <p>A new one is made at every opening, after a failed write too: what the disk says is then the truth again.
 */
final class Incarnation {

    static final ByteString CEILING = ByteString.copyFromUtf8("ceiling");
    private static final ByteString STATES = ByteString.copyFromUtf8("table/");
    private static final ByteString STATES_END = ByteString.copyFromUtf8("table0");

    private final Database database;
    private final long ceiling;
    private final OutboxIndex outbox = new OutboxIndex();
    private volatile Map<String, SourceTableState> states;

    private Incarnation(Database database, long ceiling, Map<String, SourceTableState> states) {
        this.database = database;
        this.ceiling = ceiling;
        this.states = Map.copyOf(states);
    }

    static Incarnation open(RocksOptions options) {
        Database database = Database.open(options);
        try {
            byte @Nullable [] ceiling =
                    database.get(Database.META, List.of(CEILING), null).get(0);
            Map<String, SourceTableState> states = new HashMap<>();
            database.scan(Database.META, new KeyRange(STATES, STATES_END), null, at -> {
                String table = Database.key(at).substring(STATES.size()).toStringUtf8();
                states.put(table, StateCodec.decode(at.value()));
                return true;
            });
            Incarnation opened = new Incarnation(
                    database, ceiling == null ? 0 : ByteBuffer.wrap(ceiling).getLong(), states);
            opened.readOutbox();
            return opened;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private void readOutbox() {
        database.scan(Database.OUTBOX, KeyRange.ALL, null, at -> {
            outbox.add(Place.decode(at.key()), at.value().length > 0);
            return true;
        });
        database.scan(Database.PARKED, KeyRange.ALL, null, at -> {
            outbox.addParked(
                    Place.decode(at.key()), ParkedEntry.decode(at.value()).redo() != null);
            return true;
        });
    }

    static ByteString stateKey(String table) {
        return STATES.concat(ByteString.copyFromUtf8(table));
    }

    Database database() {
        return database;
    }

    /** The stored ceiling of versions; 0 in a new store. */
    long ceiling() {
        return ceiling;
    }

    OutboxIndex outbox() {
        return outbox;
    }

    SourceTableState state(String table) {
        return states.getOrDefault(table, SourceTableState.UNTOUCHED);
    }

    Map<String, SourceTableState> states() {
        return states;
    }

    /** The committer has written {@code changed}. */
    void statesWritten(Map<String, SourceTableState> changed) {
        Map<String, SourceTableState> next = new HashMap<>(states);
        next.putAll(changed);
        states = Map.copyOf(next);
    }
}
