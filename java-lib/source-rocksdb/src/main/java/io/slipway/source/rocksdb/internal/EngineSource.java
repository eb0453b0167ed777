package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvException;
import io.slipway.source.rocksdb.RocksOptions;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceCapabilities;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.TableRefusal;
import io.slipway.spi.source.WriteReceipt;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The source port over the engine: every method names its step or its read, and where that runs. */
public final class EngineSource implements SourceStore {

    private static final SourceCapabilities CAPABILITIES = new SourceCapabilities(true, true, true, false);

    private static final long FREE_BYTES_MIN = 1L << 30;

    /** About what a step adds to its group beside keys and values. */
    private static final long STEP_BYTES = 100;

    private final Engine engine;
    private final long outboxEntriesMax;
    private final RocksOptions options;

    private EngineSource(Engine engine, RocksOptions options) {
        this.engine = engine;
        this.outboxEntriesMax = options.outboxEntriesMax();
        this.options = options;
    }

    /** Opens the store as {@link io.slipway.source.rocksdb.RocksSource#open} says. */
    public static EngineSource open(RocksOptions options, InstantSource clock) {
        return new EngineSource(Engine.open(options, clock), options);
    }

    @Override
    public SourceCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public CompletionStage<Map<ByteString, StoredValue>> read(TableEpoch table, Collection<ByteString> keys) {
        return engine.read(keys.size(), store -> {
            TableRefusal.check(store.state(table.table()), table);
            return Rows.find(store.database(), table.table(), List.copyOf(keys), null, engine.now());
        });
    }

    @Override
    public CompletionStage<List<KeyedValue>> scan(TableEpoch table, KeyRange range, int limit) {
        return engine.read(limit, store -> {
            TableRefusal.check(store.state(table.table()), table);
            return Rows.first(store.database(), table.table(), range, limit, engine.now());
        });
    }

    @Override
    public CompletionStage<WriteReceipt> write(SourceBatch batch) {
        return checked(
                () -> {
                    batch.writes()
                            .forEach(write ->
                                    KvBounds.checkTableName(write.table().table()));
                    batch.redo().forEach(redo -> KvBounds.checkTableName(redo.table()));
                },
                () -> engine.commit(Step.Turn.ARRIVAL, bytes(batch), WriteSteps.write(batch, outboxEntriesMax)));
    }

    private static long bytes(SourceBatch batch) {
        long bytes = STEP_BYTES;
        for (var write : batch.writes()) {
            bytes += bytes(write.key(), write.mutation());
        }
        for (var redo : batch.redo()) {
            bytes += bytes(redo.write().key(), redo.write().mutation());
        }
        return bytes;
    }

    static long bytes(ByteString key, Mutation mutation) {
        return STEP_BYTES
                + key.size()
                + (mutation instanceof Mutation.Put put ? put.value().value().size() : 0);
    }

    @Override
    public CompletionStage<FencedRead> fencedRead(String table, Collection<ByteString> keys) {
        return pin(table).thenCompose(pinned -> found(table, keys, pinned));
    }

    @Override
    public CompletionStage<SourceSnapshot> snapshot(String table) {
        return engine.readThere(store -> flushed(store.database(), table))
                .thenCompose(flushed -> pin(table))
                .thenApply(pinned -> new TableSnapshot(engine, table, pinned));
    }

    /** Rows in sorted files have known sizes, from which splits and estimates come; those in memory have not. */
    private static boolean flushed(Database database, String table) {
        try {
            return database.flush(Database.rows(table));
        } catch (StoreException e) {
            return false;
        }
    }

    @Override
    public CompletionStage<FencedRead> frozenRead(String table, Collection<ByteString> keys) {
        return engine.commit(Step.Turn.FIRST, STEP_BYTES, group -> {
                    SourceTableState state = group.state(table);
                    TableRefusal.checkSealed(state, table);
                    return new Pinned(state.floor(), group.pin());
                })
                .thenCompose(pinned -> found(table, keys, pinned));
    }

    /** A view and a fresh version, taken between two groups of writes: every write is either before both or behind both. */
    private CompletableFuture<Pinned> pin(String table) {
        return engine.commit(Step.Turn.FIRST, STEP_BYTES, group -> {
            TableRefusal.checkUnsealed(group.state(table), table);
            return new Pinned(group.versions().next(), group.pin());
        });
    }

    private CompletableFuture<FencedRead> found(String table, Collection<ByteString> keys, Pinned pinned) {
        return engine.readThere(store -> new FencedRead(
                        pinned.version(),
                        Rows.find(pinned.pin().database(), table, List.copyOf(keys), pinned.pin(), engine.now())))
                .whenComplete((read, failure) -> pinned.close());
    }

    @Override
    public CompletionStage<List<OutboxEntry>> outbox(String table, long afterVersion, int limit) {
        return engine.read(limit, store -> OutboxReads.oldest(store, table, afterVersion, limit));
    }

    @Override
    public CompletionStage<OutboxStatus> outboxStatus(String table) {
        return engine.read(1, store -> store.outbox().status(table));
    }

    @Override
    public CompletionStage<Void> confirm(String table, Collection<OutboxEntry> entries) {
        List<OutboxEntry> confirmed = List.copyOf(entries);
        return engine.commit(Step.Turn.ARRIVAL, STEP_BYTES * confirmed.size(), group -> {
            confirmed.forEach(entry -> group.unlog(new Place(table, entry.version(), entry.key())));
            return null;
        });
    }

    @Override
    public CompletionStage<Void> park(String table, OutboxEntry entry, String reason) {
        return engine.commit(Step.Turn.ARRIVAL, STEP_BYTES, group -> {
            group.park(new Place(table, entry.version(), entry.key()), reason);
            return null;
        });
    }

    @Override
    public CompletionStage<Map<OutboxEntry, String>> parked(String table) {
        return engine.readThere(store -> OutboxReads.parked(store, table));
    }

    @Override
    public CompletionStage<SourceTableState> state(String table) {
        return engine.read(1, store -> store.state(table));
    }

    @Override
    public CompletionStage<SourceTableState> enrol(String table, long epoch) {
        return change(table, TableSteps.enrol(table, epoch));
    }

    @Override
    public CompletionStage<SourceTableState> admit(String table, long epochMin, long epochMax) {
        return change(table, TableSteps.admit(table, epochMin, epochMax));
    }

    @Override
    public CompletionStage<SourceTableState> seal(String table, long epoch) {
        return change(table, TableSteps.seal(table, epoch));
    }

    @Override
    public CompletionStage<SourceTableState> unseal(String table, long aboveVersion) {
        return change(table, TableSteps.unseal(table, aboveVersion));
    }

    private CompletionStage<SourceTableState> change(String table, Step<SourceTableState> step) {
        return checked(() -> KvBounds.checkTableName(table), () -> engine.commit(Step.Turn.ARRIVAL, STEP_BYTES, step));
    }

    @Override
    public CompletionStage<Void> applyAtVersion(String table, List<VersionedWrite> writes) {
        List<VersionedWrite> all = List.copyOf(writes);
        return engine.commit(Step.Turn.ALONE, STEP_BYTES, WriteSteps.applyAtVersion(table, all));
    }

    @Override
    public CompletionStage<List<StoreCheck>> checks() {
        return engine.readThere(store -> List.of(
                StoreCheck.ok("product", "embedded RocksDB in " + options.path() + "; its clock is this machine's"),
                StoreCheck.warn(
                        "processes",
                        "one process at a time may have it open",
                        "run this command while no service runs, or move to a networked source"),
                options.sync()
                        ? StoreCheck.ok("durability", "each write is on the disk before it is acknowledged")
                        : StoreCheck.warn(
                                "durability",
                                "source.rocksdb.sync is false: a crash of the machine loses the last writes",
                                "set it to true, at least from enrolment to the end"),
                diskSpace()));
    }

    private StoreCheck diskSpace() {
        long free = options.path().toFile().getUsableSpace();
        String found = (free >> 20) + " MiB free";
        return free < FREE_BYTES_MIN
                ? StoreCheck.warn("disk", found, "the outbox grows while the target is away: make room")
                : StoreCheck.ok("disk", found);
    }

    @Override
    public void close() {
        engine.close();
    }

    private static <T> CompletionStage<T> checked(Runnable check, Supplier<CompletionStage<T>> action) {
        try {
            check.run();
        } catch (KvException e) {
            return CompletableFuture.failedFuture(
                    new StoreException(StoreException.Kind.REJECTED, e.code(), e.detail(), e));
        }
        return action.get();
    }
}
