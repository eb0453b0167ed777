package io.slipway.testkit.memory;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.StoreException;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.target.TargetCapabilities;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import io.slipway.spi.target.TargetWrite;
import io.slipway.target.cql.chunk.ChunkProtocol;
import io.slipway.target.cql.chunk.ChunkRows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A new store in memory: rows as CQL servers hold them, beneath the shipped chunk protocol. Thread-safe; every step at a row, a chunk or a
 * redo record is one call over the link.
 */
public final class MemoryTarget implements TargetStore {

    /** What all processes share: tables and redo records. */
    public static final class Cluster {

        private final InstantSource clock;
        private final Map<String, TargetRows> tables = new TreeMap<>();
        private final Map<Long, Redo> redo = new TreeMap<>();
        private long lastRedo;

        /** @param clock by which values expire */
        public Cluster(InstantSource clock) {
            this.clock = clock;
        }

        /** The version of the newest write of a key, tombstones included; 0 if there never was one. */
        public synchronized long newestVersion(String table, ByteString key) {
            TargetRows rows = tables.get(table);
            return rows == null ? 0 : rows.newestVersion(key);
        }

        /** The greatest version that a table was ever given, tombstones included; 0 if none. */
        public synchronized long greatestVersion(String table) {
            TargetRows rows = tables.get(table);
            return rows == null ? 0 : rows.greatestVersion();
        }

        Instant now() {
            return clock.instant();
        }
    }

    private record Redo(Instant at, List<RedoWrite> writes) {}

    private record RedoWrite(TableSpec table, VersionedWrite write) {}

    private final Cluster cluster;
    private final ChunkProtocol protocol;
    private final Link link;
    private final UnaryOperator<ChunkRows> rowsAsSeen;

    /**
     * Connects a process to the cluster.
     *
     * @param clock the process's own, by which it finds a value expired before writing it
     */
    public MemoryTarget(Cluster cluster, int chunkBytes, InstantSource clock, Link link) {
        this(cluster, chunkBytes, clock, link, UnaryOperator.identity());
    }

    /** @param rowsAsSeen lets a test stand between the chunk protocol and the rows */
    public MemoryTarget(
            Cluster cluster, int chunkBytes, InstantSource clock, Link link, UnaryOperator<ChunkRows> rowsAsSeen) {
        this.cluster = cluster;
        this.protocol = new ChunkProtocol(chunkBytes, clock);
        this.link = link;
        this.rowsAsSeen = rowsAsSeen;
    }

    @Override
    public TargetCapabilities capabilities() {
        return new TargetCapabilities("memory", false, false, false);
    }

    @Override
    public CompletionStage<Void> prepare(TableSpec spec) {
        return call(Link.Kind.REPEATABLE_WRITE, Link.TIMEOUT_DEFAULT, () -> {
            verify(spec, cluster.tables.computeIfAbsent(spec.target(), name -> new TargetRows(spec)));
            return null;
        });
    }

    @Override
    public CompletionStage<TargetTable> open(TableSpec spec) {
        return call(Link.Kind.READ, Link.TIMEOUT_DEFAULT, () -> {
            TargetRows rows = cluster.tables.get(spec.target());
            if (rows == null) {
                throw KvException.of(KvErrorCode.TABLE_UNKNOWN, "target table '" + spec.target() + "' does not exist");
            }
            verify(spec, rows);
            return table(spec, rows);
        });
    }

    private MemoryTargetTable table(TableSpec spec, TargetRows rows) {
        return new MemoryTargetTable(spec, rows, cluster, protocol, link, rowsAsSeen);
    }

    private static void verify(TableSpec spec, TargetRows existing) {
        if (!existing.spec().layout().equals(spec.layout())) {
            throw KvException.of(
                    KvErrorCode.TABLE_SCHEMA,
                    "target table '" + spec.target() + "' has layout "
                            + existing.spec().layout().text());
        }
    }

    @Override
    public CompletionStage<Void> applyAtomically(List<TargetWrite> writes, Duration timeout) {
        List<RedoWrite> record = writes.stream()
                .map(write -> new RedoWrite(write.table().spec(), write.write()))
                .toList();
        return call(Link.Kind.WRITE, timeout, () -> {
                    long id = ++cluster.lastRedo;
                    cluster.redo.put(id, new Redo(cluster.now(), record));
                    return id;
                })
                .thenCompose(id -> finish(id, record, timeout)
                        .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(unfinished(thrown))));
    }

    private static StoreException unfinished(Throwable thrown) {
        return new StoreException(
                StoreException.Kind.UNKNOWN,
                KvErrorCode.WRITE_INTERRUPTED,
                "the group is durable and will be finished by recoverBatches",
                thrown);
    }

    @Override
    public CompletionStage<Integer> recoverBatches(Duration olderThan) {
        return call(Link.Kind.READ, Link.TIMEOUT_DEFAULT, () -> {
                    Map<Long, Redo> old = new TreeMap<>(cluster.redo);
                    old.values()
                            .removeIf(redo -> redo.at().isAfter(cluster.now().minus(olderThan)));
                    return old;
                })
                .thenCompose(old -> {
                    CompletionStage<Integer> finished = CompletableFuture.completedFuture(0);
                    for (Map.Entry<Long, Redo> redo : old.entrySet()) {
                        finished = finished.thenCompose(
                                count -> finish(redo.getKey(), redo.getValue().writes(), Link.TIMEOUT_DEFAULT)
                                        .thenApply(done -> count + 1));
                    }
                    return finished;
                });
    }

    private CompletionStage<Void> finish(long id, List<RedoWrite> writes, Duration timeout) {
        List<CompletableFuture<Void>> applied = new ArrayList<>();
        for (RedoWrite write : writes) {
            applied.add(open(write.table())
                    .thenCompose(table -> table.apply(write.write(), timeout))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(applied.toArray(CompletableFuture<?>[]::new))
                .thenCompose(done -> call(Link.Kind.REPEATABLE_WRITE, timeout, () -> {
                    cluster.redo.remove(id);
                    return null;
                }));
    }

    @Override
    public void close() {}

    private <T> CompletionStage<T> call(Link.Kind kind, Duration timeout, Supplier<T> step) {
        return link.call(kind, timeout, () -> {
            synchronized (cluster) {
                return step.get();
            }
        });
    }
}
