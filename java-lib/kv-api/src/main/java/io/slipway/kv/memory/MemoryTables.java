package io.slipway.kv.memory;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvEntry;
import io.slipway.kv.spi.KvWrite;
import io.slipway.kv.spi.RangeToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The content of all tables, in key order. Every method is one atomic step. */
final class MemoryTables {

    private final Map<String, NavigableMap<ByteString, Held>> tables = new HashMap<>();

    synchronized Optional<ByteString> get(String table, ByteString key, Instant now) {
        return Optional.ofNullable(rows(table).get(key))
                .filter(held -> held.presentAt(now))
                .map(Held::value);
    }

    synchronized void apply(List<KvWrite> writes) {
        for (KvWrite write : writes) {
            ByteString value = write.value();
            if (value == null) {
                rows(write.table()).remove(write.key());
            } else {
                rows(write.table()).put(write.key(), new Held(value, write.expirySecond()));
            }
        }
    }

    synchronized List<KvEntry> entries(String table, RangeToken range, int limit, Instant now) {
        List<KvEntry> entries = new ArrayList<>();
        for (Map.Entry<ByteString, Held> row : rowsIn(table, range).entrySet()) {
            if (entries.size() == limit) {
                break;
            }
            if (row.getValue().presentAt(now)) {
                entries.add(new KvEntry(row.getKey(), row.getValue().value()));
            }
        }
        return entries;
    }

    /** Ranges that cover the table without overlap, with about the same number of rows each. */
    synchronized List<RangeToken> split(String table, int parallelism) {
        List<ByteString> keys = List.copyOf(rows(table).keySet());
        int count = Math.max(1, Math.min(parallelism, keys.size()));
        List<RangeToken> ranges = new ArrayList<>();
        ByteString from = ByteString.EMPTY;
        for (int i = 1; i < count; i++) {
            ByteString to = keys.get((int) ((long) keys.size() * i / count));
            ranges.add(new RangeToken(from, to));
            from = to;
        }
        ranges.add(new RangeToken(from, null));
        return ranges;
    }

    private NavigableMap<ByteString, Held> rows(String table) {
        return tables.computeIfAbsent(table, name -> new TreeMap<>(ByteString.unsignedLexicographicalComparator()));
    }

    private NavigableMap<ByteString, Held> rowsIn(String table, RangeToken range) {
        NavigableMap<ByteString, Held> tail = rows(table).tailMap(range.from(), true);
        return range.to() == null ? tail : tail.headMap(range.to(), false);
    }

    private record Held(ByteString value, long expirySecond) {

        boolean presentAt(Instant now) {
            return now.getEpochSecond() < expirySecond;
        }
    }
}
