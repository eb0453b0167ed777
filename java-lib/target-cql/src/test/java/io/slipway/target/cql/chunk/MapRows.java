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
    private final Map<ByteString, NavigableMap<Long, Map<ByteString, Map<Integer, ByteString>>>> chunks =
            new HashMap<>();
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
        long before = versions.getOrDefault(key, Long.MIN_VALUE);
        if (version > before || (version == before && beats(row, rows.getOrDefault(key, Optional.empty())))) {
            versions.put(key, version);
            rows.put(key, row);
        }
        return null;
    }

    /** Of two writes of one version: a tombstone, else a head, else the greater bytes. */
    private static boolean beats(Optional<Row> row, Optional<Row> old) {
        if (row.isEmpty() || old.isEmpty()) {
            return row.isEmpty();
        }
        Row.Content content = row.get().content();
        Row.Content before = old.get().content();
        if (content instanceof Row.Chunked != before instanceof Row.Chunked) {
            return content instanceof Row.Chunked;
        }
        return ByteString.unsignedLexicographicalComparator().compare(bytes(content), bytes(before)) > 0;
    }

    private static ByteString bytes(Row.Content content) {
        return content instanceof Row.Whole whole
                ? whole.value()
                : ((Row.Chunked) content).head().encode();
    }

    @Override
    public CompletionStage<Void> writeChunk(
            ByteString key, ChunkSet set, int index, ByteString bytes, long expirySecond) {
        return step("writeChunk", () -> {
            if (set.version() >= removedBelow.getOrDefault(key, Long.MIN_VALUE)) {
                chunks.computeIfAbsent(key, same -> new TreeMap<>())
                        .computeIfAbsent(set.version(), same -> new HashMap<>())
                        .computeIfAbsent(set.hash(), same -> new HashMap<>())
                        .put(index, bytes);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Optional<ByteString>> readChunk(ByteString key, ChunkSet set, int index) {
        return step(
                "readChunk",
                () -> Optional.ofNullable(chunksOf(key)
                        .getOrDefault(set.version(), Map.of())
                        .getOrDefault(set.hash(), Map.of())
                        .get(index)));
    }

    @Override
    public CompletionStage<Void> deleteChunksBelow(ByteString key, long version) {
        return step("deleteChunksBelow", () -> {
            chunksOf(key).headMap(version).clear();
            removedBelow.merge(key, version, Math::max);
            return null;
        });
    }

    /** By version, hash and index. */
    NavigableMap<Long, Map<ByteString, Map<Integer, ByteString>>> chunksOf(ByteString key) {
        return chunks.getOrDefault(key, new TreeMap<>());
    }
}
