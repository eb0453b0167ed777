package io.slipway.testkit.memory;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.Redo;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceCapabilities;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.WriteReceipt;
import io.slipway.testkit.memory.Link.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * An old store in memory: the model that every source is held against. Thread-safe; every call is one atomic step.
 *
 * <p>Tables come into being with their first use.
 */
public final class MemorySource implements SourceStore {

    /** What survives a restart: rows, versions, outboxes and the tables' states. */
    public static final class Disk {

        private final Map<String, SourceTable> tables = new HashMap<>();
        private long lastVersion;

        /** The greatest version issued so far. */
        public synchronized long lastVersion() {
            return lastVersion;
        }

        /** What the primary knows of a table. */
        public synchronized SourceTableState state(String table) {
            SourceTable known = tables.get(table);
            return known == null ? SourceTableState.UNTOUCHED : known.state();
        }
    }

    private final Disk disk;
    private final InstantSource clock;
    private final Link link;

    /**
     * Opens what is on {@code disk}. Several may be open on one disk: they are one primary, seen over several links.
     *
     * @param clock the primary's clock
     */
    public MemorySource(Disk disk, InstantSource clock, Link link) {
        this.disk = disk;
        this.clock = clock;
        this.link = link;
    }

    @Override
    public SourceCapabilities capabilities() {
        return new SourceCapabilities(true, true, true, true);
    }

    @Override
    public CompletionStage<Map<ByteString, StoredValue>> read(TableEpoch table, Collection<ByteString> keys) {
        return call(Kind.READ, () -> admitted(table).visible(keys, clock.instant()));
    }

    @Override
    public CompletionStage<List<KeyedValue>> scan(TableEpoch table, KeyRange range, int limit) {
        return call(Kind.READ, () -> admitted(table).rows(range, clock.instant(), limit));
    }

    @Override
    public CompletionStage<WriteReceipt> write(SourceBatch batch) {
        return call(Kind.WRITE, () -> {
            batch.writes().forEach(write -> admitted(write.table()));
            long version = issue();
            Set<String> enrolled = new HashSet<>();
            for (SourceWrite write : batch.writes()) {
                SourceTable table = table(write.table().table());
                table.write(write.key(), new Cell(write.mutation(), version));
                if (table.state().enrolled()) {
                    enrolled.add(write.table().table());
                }
            }
            for (Redo redo : batch.redo()) {
                VersionedWrite write = redo.write();
                table(redo.table()).append(new OutboxEntry(write.key(), write.version(), write));
            }
            return new WriteReceipt(version, Set.copyOf(enrolled));
        });
    }

    @Override
    public CompletionStage<FencedRead> fencedRead(String table, Collection<ByteString> keys) {
        return call(Kind.WRITE, () -> unsealed(table).fenced(keys, clock.instant(), issue()));
    }

    @Override
    public CompletionStage<SourceSnapshot> snapshot(String table) {
        return call(Kind.WRITE, () -> new MemorySnapshot(unsealed(table).copy(), issue(), clock, link));
    }

    @Override
    public CompletionStage<List<OutboxEntry>> outbox(String table, long afterVersion, int limit) {
        return call(Kind.READ, () -> table(table).outbox(afterVersion, limit));
    }

    @Override
    public CompletionStage<OutboxStatus> outboxStatus(String table) {
        return call(Kind.READ, () -> table(table).outboxStatus());
    }

    @Override
    public CompletionStage<Void> confirm(String table, Collection<OutboxEntry> entries) {
        return repeatable(() -> table(table).confirm(entries));
    }

    @Override
    public CompletionStage<Void> park(String table, OutboxEntry entry, String reason) {
        return repeatable(() -> table(table).park(entry, reason));
    }

    @Override
    public CompletionStage<Map<OutboxEntry, String>> parked(String table) {
        return call(Kind.READ, () -> table(table).parked());
    }

    @Override
    public CompletionStage<SourceTableState> state(String table) {
        return call(Kind.READ, () -> table(table).state());
    }

    @Override
    public CompletionStage<SourceTableState> enrol(String table, long epoch) {
        return call(Kind.REPEATABLE_WRITE, () -> {
            SourceTable enrolling = unsealed(table);
            SourceTableState state = enrolling.state();
            return state.enrolled()
                    ? state
                    : enrolling.become(new SourceTableState(true, false, 0, epoch, state.floor()));
        });
    }

    @Override
    public CompletionStage<SourceTableState> admit(String table, long epochMin, long epochMax) {
        return call(Kind.REPEATABLE_WRITE, () -> {
            SourceTable moving = table(table);
            SourceTableState state = moving.state();
            if (epochMin < state.epochMin() || epochMax < state.epochMax()) {
                throw stale(table, "the window [" + epochMin + ", " + epochMax + "]", state);
            }
            return moving.become(
                    new SourceTableState(state.enrolled(), state.sealed(), epochMin, epochMax, state.floor()));
        });
    }

    @Override
    public CompletionStage<SourceTableState> seal(String table, long epoch) {
        return call(Kind.REPEATABLE_WRITE, () -> {
            SourceTable sealing = table(table);
            SourceTableState state = sealing.state();
            if (!state.enrolled()) {
                throw rejected(table, "only an enrolled table can be sealed");
            }
            checkEpoch(table, epoch, state);
            return state.sealed()
                    ? state
                    : sealing.become(new SourceTableState(true, true, state.epochMin(), state.epochMax(), issue()));
        });
    }

    @Override
    public CompletionStage<SourceTableState> unseal(String table, long aboveVersion) {
        return call(Kind.WRITE, () -> {
            disk.lastVersion = Math.max(disk.lastVersion, aboveVersion);
            SourceTable opening = table(table);
            SourceTableState state = opening.state();
            return opening.become(
                    new SourceTableState(state.enrolled(), false, state.epochMin(), state.epochMax(), state.floor()));
        });
    }

    @Override
    public CompletionStage<FencedRead> frozenRead(String table, Collection<ByteString> keys) {
        return call(Kind.READ, () -> {
            SourceTable frozen = sealed(table);
            return frozen.fenced(keys, clock.instant(), frozen.state().floor());
        });
    }

    @Override
    public CompletionStage<Void> applyAtVersion(String table, List<VersionedWrite> writes) {
        return repeatable(() -> {
            SourceTable frozen = sealed(table);
            for (VersionedWrite write : writes) {
                frozen.applyIfNewer(write.key(), new Cell(write.mutation(), write.version()));
            }
        });
    }

    @Override
    public void close() {}

    private long issue() {
        long clockMicros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        disk.lastVersion = Math.max(clockMicros, disk.lastVersion + 1);
        return disk.lastVersion;
    }

    private SourceTable table(String name) {
        return disk.tables.computeIfAbsent(name, unseen -> new SourceTable());
    }

    private SourceTable unsealed(String name) {
        SourceTable table = table(name);
        if (table.state().sealed()) {
            throw new StoreException(
                    StoreException.Kind.SEALED, KvErrorCode.STALE_EPOCH, "table '" + name + "' is sealed");
        }
        return table;
    }

    private SourceTable sealed(String name) {
        SourceTable table = table(name);
        if (!table.state().sealed()) {
            throw rejected(name, "it is not sealed");
        }
        return table;
    }

    private SourceTable admitted(TableEpoch caller) {
        SourceTable table = unsealed(caller.table());
        if (table.state().enrolled()) {
            checkEpoch(caller.table(), caller.epoch(), table.state());
        }
        return table;
    }

    private static void checkEpoch(String table, long epoch, SourceTableState state) {
        if (epoch < state.epochMin() || epoch > state.epochMax()) {
            throw stale(table, "epoch " + epoch, state);
        }
    }

    private static StoreException stale(String table, String what, SourceTableState state) {
        return new StoreException(
                StoreException.Kind.STALE_EPOCH,
                KvErrorCode.STALE_EPOCH,
                "table '" + table + "': " + what + " is outside [" + state.epochMin() + ", " + state.epochMax() + "]");
    }

    private static StoreException rejected(String table, String why) {
        return new StoreException(
                StoreException.Kind.REJECTED, KvErrorCode.STAGE_EDGE, "table '" + table + "': " + why);
    }

    private CompletionStage<Void> repeatable(Runnable step) {
        return this.<Void>call(Kind.REPEATABLE_WRITE, () -> {
            step.run();
            return null;
        });
    }

    private <T> CompletionStage<T> call(Kind kind, Supplier<T> step) {
        return link.call(kind, Link.TIMEOUT_DEFAULT, () -> {
            synchronized (disk) {
                return step.get();
            }
        });
    }
}
