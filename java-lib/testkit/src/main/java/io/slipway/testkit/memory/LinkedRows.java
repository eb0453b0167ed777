package io.slipway.testkit.memory;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.StoredValue;
import io.slipway.target.cql.chunk.ChunkHead;
import io.slipway.target.cql.chunk.ChunkRows;
import io.slipway.target.cql.chunk.ChunkSet;
import io.slipway.target.cql.chunk.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The rows of a table behind a link, for calls that share one timeout. */
final class LinkedRows implements ChunkRows {

    private final TargetRows rows;
    private final MemoryTarget.Cluster cluster;
    private final Link link;
    private final Duration timeout;

    LinkedRows(TargetRows rows, MemoryTarget.Cluster cluster, Link link, Duration timeout) {
        this.rows = rows;
        this.cluster = cluster;
        this.link = link;
        this.timeout = timeout;
    }

    CompletionStage<List<TargetRows.KeyedRow>> scan(KeyRange range, Predicate<ByteString> part, int limit) {
        return reading(() -> rows.scan(range, part, limit, cluster.now()));
    }

    @Override
    public CompletionStage<Optional<Row>> read(ByteString key) {
        return reading(() -> rows.read(key, cluster.now()));
    }

    @Override
    public CompletionStage<Void> writeValue(ByteString key, StoredValue value, long version) {
        return writing(() -> rows.writeValue(key, value, version));
    }

    @Override
    public CompletionStage<Void> writeHead(ByteString key, ChunkHead head, long expirySecond, long version) {
        return writing(() -> rows.writeHead(key, head, expirySecond, version));
    }

    @Override
    public CompletionStage<Void> writeTombstone(ByteString key, long version) {
        return writing(() -> rows.writeTombstone(key, version));
    }

    @Override
    public CompletionStage<Void> writeChunk(
            ByteString key, ChunkSet set, int index, ByteString bytes, long expirySecond) {
        return writing(() -> rows.writeChunk(key, set, index, bytes));
    }

    @Override
    public CompletionStage<Optional<ByteString>> readChunk(ByteString key, ChunkSet set, int index) {
        return reading(() -> rows.readChunk(key, set, index));
    }

    @Override
    public CompletionStage<Void> deleteChunksBelow(ByteString key, long version) {
        return writing(() -> rows.deleteChunksBelow(key, version));
    }

    private <T> CompletionStage<T> reading(Supplier<T> step) {
        return link.call(Link.Kind.READ, timeout, () -> {
            synchronized (cluster) {
                return step.get();
            }
        });
    }

    private CompletionStage<Void> writing(Runnable step) {
        return link.<Void>call(Link.Kind.REPEATABLE_WRITE, timeout, () -> {
            synchronized (cluster) {
                step.run();
                return null;
            }
        });
    }
}
