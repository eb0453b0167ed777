package io.slipway.target.cql.chunk;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoredValue;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Rows in maps, one step a call; a hook sees each step before it happens and may fail it. */
final class MapRows implements ChunkRows {

    /** What happens before each step. */
    interface Hook {
        void before(String step);
    }

    private final Map<ByteString, Optional<Row>> rows = new HashMap<>();
    private final Map<ByteString, Long> versions = new HashMap<>();
    private final Map<ByteString, NavigableMap<Long, Map<Integer, ByteString>>> chunks = new HashMap<>();
    private final Map<ByteString, Long> removedBelow = new HashMap<>();
    Hook hook = step -> {};

    private <T> CompletionStage<T> step(String name, Supplier<T> action) {
        try {
            hook.before(name);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
        return CompletableFuture.completedStage(action.get());
    }

    @Override
    public CompletionStage<Optional<Row>> read(ByteString key) {
        return step("read", () -> rows.getOrDefault(key, Optional.empty()));
    }

    @Override
    public CompletionStage<Void> writeValue(ByteString key, StoredValue value, long version) {
        return step(
                "writeValue",
                () -> set(
                        key,
                        Optional.of(new Row(new Row.Whole(value.value()), value.expirySecond(), version)),
                        version));
    }

    @Override
    public CompletionStage<Void> writeHead(ByteString key, ChunkHead head, long expirySecond, long version) {
        return step(
                "writeHead",
                () -> set(key, Optional.of(new Row(new Row.Chunked(head), expirySecond, version)), version));
    }

    @Override
    public CompletionStage<Void> writeTombstone(ByteString key, long version) {
        return step("writeTombstone", () -> set(key, Optional.empty(), version));
    }

    private Void set(ByteString key, Optional<Row> row, long version) {
        if (version >= versions.getOrDefault(key, Long.MIN_VALUE)) {
            versions.put(key, version);
            rows.put(key, row);
        }
        return null;
    }

    @Override
    public CompletionStage<Void> writeChunk(
            ByteString key, long version, int index, ByteString bytes, long expirySecond) {
        return step("writeChunk", () -> {
            if (version >= removedBelow.getOrDefault(key, Long.MIN_VALUE)) {
                chunks.computeIfAbsent(key, same -> new TreeMap<>())
                        .computeIfAbsent(version, same -> new HashMap<>())
                        .put(index, bytes);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Optional<ByteString>> readChunk(ByteString key, long version, int index) {
        return step(
                "readChunk",
                () -> Optional.ofNullable(
                        chunksOf(key).getOrDefault(version, Map.of()).get(index)));
    }

    @Override
    public CompletionStage<Void> deleteChunksBelow(ByteString key, long version) {
        return step("deleteChunksBelow", () -> {
            chunksOf(key).headMap(version).clear();
            removedBelow.merge(key, version, Math::max);
            return null;
        });
    }

    NavigableMap<Long, Map<Integer, ByteString>> chunksOf(ByteString key) {
        return chunks.getOrDefault(key, new TreeMap<>());
    }
}
