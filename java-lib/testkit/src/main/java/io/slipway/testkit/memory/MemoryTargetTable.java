package io.slipway.testkit.memory;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoreException;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.target.TargetPage;
import io.slipway.spi.target.TargetSplit;
import io.slipway.spi.target.TargetTable;
import io.slipway.target.cql.chunk.ChunkProtocol;
import io.slipway.target.cql.chunk.ChunkRows;
import io.slipway.target.cql.layout.KeyLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One process's view of a table in memory: the chunk protocol and the layout's rules over rows behind a link. */
final class MemoryTargetTable implements TargetTable {

    private final TableSpec spec;
    private final KeyLayout layout;
    private final TargetRows rows;
    private final MemoryTarget.Cluster cluster;
    private final ChunkProtocol protocol;
    private final Link link;
    private final UnaryOperator<ChunkRows> rowsAsSeen;

    MemoryTargetTable(
            TableSpec spec,
            TargetRows rows,
            MemoryTarget.Cluster cluster,
            ChunkProtocol protocol,
            Link link,
            UnaryOperator<ChunkRows> rowsAsSeen) {
        this.spec = spec;
        this.layout = KeyLayout.of(spec.layout());
        this.rows = rows;
        this.cluster = cluster;
        this.protocol = protocol;
        this.link = link;
        this.rowsAsSeen = rowsAsSeen;
    }

    @Override
    public TableSpec spec() {
        return spec;
    }

    @Override
    public Optional<String> keyRefusal(ByteString key) {
        return layout.keyRefusal(key);
    }

    @Override
    public Optional<String> scanRefusal(KeyRange range) {
        return layout.scanRefusal(range);
    }

    @Override
    public CompletionStage<Void> apply(VersionedWrite write, Duration timeout) {
        return keyRefusal(write.key())
                .<CompletionStage<Void>>map(MemoryTargetTable::rejected)
                .orElseGet(() -> protocol.apply(rowsAsSeen.apply(linked(timeout)), write));
    }

    @Override
    public CompletionStage<Optional<VersionedValue>> read(ByteString key, Duration timeout) {
        return protocol.read(rowsAsSeen.apply(linked(timeout)), key);
    }

    @Override
    public CompletionStage<Map<ByteString, VersionedValue>> readMany(Collection<ByteString> keys, Duration timeout) {
        CompletionStage<Map<ByteString, VersionedValue>> found =
                CompletableFuture.completedFuture(new LinkedHashMap<>());
        for (ByteString key : new LinkedHashSet<>(keys)) {
            found = found.thenCombine(read(key, timeout), (values, value) -> {
                value.ifPresent(present -> values.put(key, present));
                return values;
            });
        }
        return found;
    }

    @Override
    public CompletionStage<TargetPage> scan(KeyRange range, int limit, Duration timeout) {
        return scanRefusal(range)
                .<CompletionStage<TargetPage>>map(MemoryTargetTable::rejected)
                .orElseGet(() -> page(range, key -> true, limit, timeout));
    }

    @Override
    public List<TargetSplit> splits(int parallelism) {
        List<TargetSplit> splits = new ArrayList<>();
        long step = Long.MAX_VALUE / parallelism * 2;
        long start = Long.MIN_VALUE;
        for (int part = 1; part < parallelism; part++) {
            splits.add(new TargetSplit(start, start + step));
            start += step;
        }
        splits.add(new TargetSplit(start, Long.MAX_VALUE));
        return splits;
    }

    @Override
    public CompletionStage<TargetPage> scanAll(
            TargetSplit split, @Nullable ByteString resume, int limit, Duration timeout) {
        KeyRange range = resume == null ? KeyRange.ALL : KeyRange.ALL.behind(resume);
        return page(range, key -> split.start() < token(key) && token(key) <= split.end(), limit, timeout);
    }

    /** The key's place on the ring: any spread over the longs above the least one will do. */
    private static long token(ByteString key) {
        return Math.max(key.hashCode() * 0x9E3779B97F4A7C15L, Long.MIN_VALUE + 1);
    }

    private CompletionStage<TargetPage> page(KeyRange range, Predicate<ByteString> part, int limit, Duration timeout) {
        LinkedRows linked = linked(timeout);
        return linked.scan(range, part, limit).thenCompose(found -> {
            CompletionStage<List<KeyedValue>> values = CompletableFuture.completedFuture(new ArrayList<>());
            for (TargetRows.KeyedRow keyed : found) {
                values = values.thenCombine(
                        protocol.assemble(rowsAsSeen.apply(linked), keyed.key(), Optional.of(keyed.row())),
                        (all, value) -> {
                            value.ifPresent(present ->
                                    all.add(new KeyedValue(keyed.key(), present.stored(), present.version())));
                            return all;
                        });
            }
            ByteString last =
                    found.size() < limit ? null : found.get(found.size() - 1).key();
            return values.thenApply(all -> new TargetPage(all, last));
        });
    }

    private LinkedRows linked(Duration timeout) {
        return new LinkedRows(rows, cluster, link, timeout);
    }

    private static <T> CompletionStage<T> rejected(String reason) {
        return CompletableFuture.failedFuture(
                new StoreException(StoreException.Kind.REJECTED, KvErrorCode.SCAN_LAYOUT, reason));
    }
}
