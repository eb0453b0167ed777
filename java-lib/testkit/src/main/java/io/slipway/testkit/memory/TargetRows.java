package io.slipway.testkit.memory;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.target.cql.chunk.ChunkHead;
import io.slipway.target.cql.chunk.ChunkSet;
import io.slipway.target.cql.chunk.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows and chunks of one table of a {@link MemoryTarget}: what CQL servers hold, last write wins by version. Guarded by the lock of its
 * {@link MemoryTarget.Cluster}.
 */
final class TargetRows {

    /** The newest write of a row; {@code content} is null for a tombstone. */
    record Stored(Row.@Nullable Content content, long expirySecond, long version) {

        /** Whether this one replaces {@code old}: the greater version, at a tie the tombstone, then the larger value. */
        private boolean replaces(Stored old) {
            if (version != old.version || content == null || old.content == null) {
                return version > old.version || (version == old.version && content == null);
            }
            if (content instanceof Row.Chunked != old.content instanceof Row.Chunked) {
                return content instanceof Row.Chunked;
            }
            return ByteString.unsignedLexicographicalComparator().compare(bytes(content), bytes(old.content)) > 0;
        }

        private static ByteString bytes(Row.Content content) {
            return content instanceof Row.Whole whole
                    ? whole.value()
                    : ((Row.Chunked) content).head().encode();
        }

        private Optional<Row> visibleAt(Instant now) {
            boolean expired = new StoredValue(ByteString.EMPTY, expirySecond).expiredAt(now);
            return content == null || expired ? Optional.empty() : Optional.of(new Row(content, expirySecond, version));
        }
    }

    /** A row of a scan. */
    record KeyedRow(ByteString key, Row row) {}

    private record ChunkKey(ByteString key, ChunkSet set, int index) {}

    private final TableSpec spec;
    private final TreeMap<ByteString, Stored> rows = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    private final Map<ChunkKey, ByteString> chunks = new HashMap<>();
    private final Map<ByteString, Long> chunksDeletedBelow = new HashMap<>();
    private long greatestVersion;

    TargetRows(TableSpec spec) {
        this.spec = spec;
    }

    TableSpec spec() {
        return spec;
    }

    Optional<Row> read(ByteString key, Instant now) {
        Stored stored = rows.get(key);
        return stored == null ? Optional.empty() : stored.visibleAt(now);
    }

    void writeValue(ByteString key, StoredValue value, long version) {
        write(key, new Stored(new Row.Whole(value.value()), value.expirySecond(), version));
    }

    void writeHead(ByteString key, ChunkHead head, long expirySecond, long version) {
        write(key, new Stored(new Row.Chunked(head), expirySecond, version));
    }

    void writeTombstone(ByteString key, long version) {
        write(key, new Stored(null, StoredValue.NEVER, version));
    }

    private void write(ByteString key, Stored next) {
        greatestVersion = Math.max(greatestVersion, next.version);
        rows.merge(key, next, (old, late) -> late.replaces(old) ? late : old);
    }

    void writeChunk(ByteString key, ChunkSet set, int index, ByteString bytes) {
        if (set.version() >= chunksDeletedBelow.getOrDefault(key, Long.MIN_VALUE)) {
            chunks.put(new ChunkKey(key, set, index), bytes);
        }
    }

    Optional<ByteString> readChunk(ByteString key, ChunkSet set, int index) {
        return Optional.ofNullable(chunks.get(new ChunkKey(key, set, index)));
    }

    void deleteChunksBelow(ByteString key, long version) {
        chunksDeletedBelow.merge(key, version, Math::max);
        chunks.keySet().removeIf(chunk -> chunk.key().equals(key) && chunk.set().version() < version);
    }

    /** The first rows of {@code range} in key order whose keys pass {@code part}. */
    List<KeyedRow> scan(KeyRange range, Predicate<ByteString> part, int limit, Instant now) {
        List<KeyedRow> found = new ArrayList<>();
        for (Map.Entry<ByteString, Stored> entry :
                rows.tailMap(range.from(), true).entrySet()) {
            if (found.size() == limit || !range.contains(entry.getKey())) {
                break;
            }
            if (part.test(entry.getKey())) {
                entry.getValue().visibleAt(now).ifPresent(row -> found.add(new KeyedRow(entry.getKey(), row)));
            }
        }
        return found;
    }

    /** The version of the newest write of the key, tombstones and expired values included; 0 if there never was one. */
    long newestVersion(ByteString key) {
        Stored stored = rows.get(key);
        return stored == null ? 0 : stored.version();
    }

    long greatestVersion() {
        return greatestVersion;
    }
}
