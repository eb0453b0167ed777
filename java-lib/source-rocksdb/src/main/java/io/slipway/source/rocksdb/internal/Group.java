package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.source.SourceTableState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** One atomic write in the making: the effects of several steps. Used by the committer alone. */
final class Group implements AutoCloseable {

    private static final byte[] NOTHING = {};

    private final Incarnation store;
    private final Versions versions;
    private final WriteBatch batch = new WriteBatch();
    private final Map<String, SourceTableState> changed = new HashMap<>();
    private final Set<Place> gone = new HashSet<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private long added;
    private @Nullable Pin pin;

    Group(Incarnation store, Versions versions) {
        this.store = store;
        this.versions = versions;
    }

    /** Runs {@code step}; if it fails, its effects are taken back and the others' stay. */
    <R extends @Nullable Object> R run(Step<R> step) {
        int before = afterwards.size();
        long addedBefore = added;
        batch.setSavePoint();
        try {
            R answer = step.apply(this);
            popSavePoint();
            return answer;
        } catch (RuntimeException e) {
            rollback();
            afterwards.subList(before, afterwards.size()).clear();
            added = addedBefore;
            throw e;
        }
    }

    Incarnation store() {
        return store;
    }

    /** The table's state, with what earlier steps of the group have done to it. */
    SourceTableState state(String table) {
        SourceTableState pending = changed.get(table);
        return pending != null ? pending : store.state(table);
    }

    /** Must be a step's last effect. */
    void change(String table, SourceTableState next) {
        put(Database.META, Incarnation.stateKey(table).toByteArray(), StateCodec.encode(next));
        changed.put(table, next);
    }

    Versions versions() {
        return versions;
    }

    /** Entries in the outbox once the group is written; those that it removes still count. */
    long outboxEntries() {
        return store.outbox().total() + added;
    }

    void putRow(String table, ByteString key, Row row) {
        put(family(table), key.toByteArray(), row.encode());
    }

    /** Removes the row; a table that has none yet need not be created for that. */
    void deleteRow(String table, ByteString key) {
        delete(family(table), key.toByteArray());
    }

    private String family(String table) {
        String family = Database.rows(table);
        store.database().familyCreated(family);
        return family;
    }

    /**
     * Adds an outbox entry, with the whole write if it is a redo. A redo whose version was issued elsewhere may come twice, if its sender
     * did not hear of the first time.
     */
    void log(Place place, @Nullable Row redo) {
        put(Database.OUTBOX, place.encode(), redo == null ? NOTHING : redo.encode());
        added++;
        afterwards.add(() -> store.outbox().add(place, redo != null));
    }

    /** Removes an outbox entry, parked or not; does nothing if there is none. */
    void unlog(Place place) {
        if (store.outbox().isWaiting(place) && gone.add(place)) {
            delete(Database.OUTBOX, place.encode());
            afterwards.add(() -> store.outbox().remove(place));
        } else if (store.outbox().isParked(place) && gone.add(place)) {
            delete(Database.PARKED, place.encode());
            afterwards.add(() -> store.outbox().removeParked(place));
        }
    }

    /** Sets an outbox entry aside, or notes a new reason; does nothing if there is none. */
    void park(Place place, String reason) {
        if (store.outbox().isParked(place) && !gone.contains(place)) {
            byte @Nullable [] stored = stored(Database.PARKED, place);
            Row redo = stored == null ? null : ParkedEntry.decode(stored).redo();
            put(Database.PARKED, place.encode(), new ParkedEntry(reason, redo).encode());
            return;
        }
        if (!store.outbox().isWaiting(place) || !gone.add(place)) {
            return;
        }
        byte @Nullable [] stored = stored(Database.OUTBOX, place);
        Row redo = stored == null || stored.length == 0 ? null : Row.decode(stored);
        delete(Database.OUTBOX, place.encode());
        put(Database.PARKED, place.encode(), new ParkedEntry(reason, redo).encode());
        afterwards.add(() -> {
            store.outbox().remove(place);
            store.outbox().addParked(place, redo != null);
        });
    }

    private byte @Nullable [] stored(String family, Place place) {
        return store.database()
                .get(family, List.of(ByteString.copyFrom(place.encode())), null)
                .get(0);
    }

    /** The database as it was before this group. */
    Pin pin() {
        if (pin == null) {
            pin = store.database().pin();
        }
        return pin.share();
    }

    /** Writes everything in one atomic step, then tells memory. */
    void write(boolean sync) {
        boolean raise = versions.beyondCeiling();
        long ceiling = versions.nextCeiling();
        if (raise) {
            put(
                    Database.META,
                    Incarnation.CEILING.toByteArray(),
                    ByteBuffer.allocate(Long.BYTES).putLong(ceiling).array());
        }
        if (batch.count() > 0) {
            store.database().write(batch, sync || raise || !changed.isEmpty());
        }
        if (raise) {
            versions.ceilingStored(ceiling);
        }
        afterwards.forEach(Runnable::run);
        if (!changed.isEmpty()) {
            store.statesWritten(changed);
        }
    }

    private void put(String family, byte[] key, byte[] value) {
        try {
            batch.put(store.database().family(family), key, value);
        } catch (RocksDBException e) {
            throw Failures.writing(e);
        }
    }

    private void delete(String family, byte[] key) {
        try {
            batch.delete(store.database().family(family), key);
        } catch (RocksDBException e) {
            throw Failures.writing(e);
        }
    }

    private void popSavePoint() {
        try {
            batch.popSavePoint();
        } catch (RocksDBException e) {
            throw Failures.writing(e);
        }
    }

    private void rollback() {
        try {
            batch.rollbackToSavePoint();
        } catch (RocksDBException e) {
            throw Failures.writing(e);
        }
    }

    @Override
    public void close() {
        batch.close();
        if (pin != null) {
            pin.close();
        }
    }
}
