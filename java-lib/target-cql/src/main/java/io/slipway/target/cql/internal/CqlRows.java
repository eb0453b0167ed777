package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.spi.StoredValue;
import io.slipway.target.cql.chunk.ChunkHead;
import io.slipway.target.cql.chunk.ChunkRows;
import io.slipway.target.cql.chunk.ChunkSet;
import io.slipway.target.cql.chunk.Row;
import io.slipway.target.cql.internal.TableStatements.Kind;
import io.slipway.target.cql.layout.KeyLayout;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The rows of one table, within one deadline. Cheap: made for each call. */
final class CqlRows implements ChunkRows {

    /** How much longer than its head a chunk lives: a reader that still sees the head must find it. */
    private static final Duration CHUNK_MARGIN = Duration.ofHours(1);

    private final TableParts parts;
    private final Deadline deadline;
    private final String operation;

    CqlRows(TableParts parts, Deadline deadline, String operation) {
        this.parts = parts;
        this.deadline = deadline;
        this.operation = operation;
    }

    @Override
    public CompletionStage<Optional<Row>> read(ByteString key) {
        BoundStatementBuilder statement = parts.statements()
                .bind(Kind.READ)
                .withKey(layout().columns(key))
                .done();
        return parts.requests().read(statement, deadline, describe(key)).thenApply(result -> {
            var row = result.one();
            return row == null ? Optional.empty() : parts.reader().content(row);
        });
    }

    @Override
    public CompletionStage<Void> writeValue(ByteString key, StoredValue value, long version) {
        return value.expires()
                ? putExpiring(Kind.PUT_VALUE_EXPIRING, key, value.value(), value.expirySecond(), version)
                : put(Kind.PUT_VALUE, key, value.value(), version);
    }

    @Override
    public CompletionStage<Void> writeHead(ByteString key, ChunkHead head, long expirySecond, long version) {
        return expirySecond == StoredValue.NEVER
                ? put(Kind.PUT_HEAD, key, head.encode(), version)
                : putExpiring(Kind.PUT_HEAD_EXPIRING, key, head.encode(), expirySecond, version);
    }

    private CompletionStage<Void> put(Kind kind, ByteString key, ByteString bytes, long version) {
        return write(
                key, parts.statements().bind(kind).with(version).with(bytes).withKey(layout().columns(key)));
    }

    private CompletionStage<Void> putExpiring(
            Kind kind, ByteString key, ByteString bytes, long expirySecond, long version) {
        long ttl = expirySecond - parts.time().nowSecond();
        if (ttl <= 0) {
            return writeTombstone(key, version);
        }
        return write(
                key,
                parts.statements()
                        .bind(kind)
                        .with(version)
                        .with(bounded(ttl))
                        .with(bytes)
                        .with(expirySecond)
                        .withKey(layout().columns(key)));
    }

    @Override
    public CompletionStage<Void> writeTombstone(ByteString key, long version) {
        return write(key, parts.statements().bind(Kind.DELETE).with(version).withKey(layout().columns(key)));
    }

    @Override
    public CompletionStage<Void> writeChunk(
            ByteString key, ChunkSet set, int index, ByteString bytes, long expirySecond) {
        if (expirySecond == StoredValue.NEVER) {
            return write(
                    key,
                    chunk(
                                    parts.statements()
                                            .bind(Kind.PUT_CHUNK)
                                            .with(set.version())
                                            .with(bytes),
                                    key,
                                    set)
                            .with(index));
        }
        long ttl = expirySecond - parts.time().nowSecond();
        if (ttl <= 0) {
            return CompletableFuture.completedStage(null);
        }
        var put = parts.statements()
                .bind(Kind.PUT_CHUNK_EXPIRING)
                .with(set.version())
                .with(bounded(ttl + CHUNK_MARGIN.toSeconds()))
                .with(bytes);
        return write(key, chunk(put, key, set).with(index));
    }

    /** Binds where the chunks of a set are. */
    private static TableStatements.Binding chunk(TableStatements.Binding binding, ByteString key, ChunkSet set) {
        return binding.with(key).with(set.version()).with(set.hash());
    }

    @Override
    public CompletionStage<Optional<ByteString>> readChunk(ByteString key, ChunkSet set, int index) {
        BoundStatementBuilder statement = chunk(parts.statements().bind(Kind.READ_CHUNK), key, set)
                .with(index)
                .done();
        return parts.requests().read(statement, deadline, describe(key)).thenApply(result -> {
            var row = result.one();
            return row == null || row.isNull("data") ? Optional.empty() : Optional.of(RowReader.bytes(row, "data"));
        });
    }

    @Override
    public CompletionStage<Void> deleteChunksBelow(ByteString key, long version) {
        return write(
                key,
                parts.statements()
                        .bind(Kind.DELETE_CHUNKS)
                        .with(version)
                        .with(key)
                        .with(version));
    }

    /** Servers refuse more than 20 years, which rounding up to the next second may exceed; the column {@code expires} stays exact. */
    private static int bounded(long ttl) {
        return (int) Math.min(ttl, KvBounds.TTL_MAX.toSeconds());
    }

    private CompletionStage<Void> write(ByteString key, TableStatements.Binding binding) {
        return parts.requests().write(binding.done(), deadline, describe(key));
    }

    private KeyLayout layout() {
        return parts.layout();
    }

    private Supplier<String> describe(ByteString key) {
        return () -> KvBounds.describe(parts.spec().name(), operation, key);
    }
}
