package io.slipway.testkit.memory;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceTableState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One table of a {@link MemorySource}. Guarded by the lock of its {@link MemorySource.Disk}. */
final class SourceTable {

    private static final Comparator<ByteString> KEY_ORDER = ByteString.unsignedLexicographicalComparator();
    private static final Comparator<OutboxEntry> ENTRY_ORDER =
            Comparator.comparingLong(OutboxEntry::version).thenComparing(OutboxEntry::key, KEY_ORDER);

    private final TreeMap<ByteString, Cell> cells = new TreeMap<>(KEY_ORDER);
    private final TreeMap<OutboxEntry, OutboxEntry> outbox = new TreeMap<>(ENTRY_ORDER);
    private final Map<OutboxEntry, String> parked = new LinkedHashMap<>();
    private SourceTableState state = SourceTableState.UNTOUCHED;

    SourceTableState state() {
        return state;
    }

    SourceTableState become(SourceTableState next) {
        state = next;
        return next;
    }

    /** Sets the key and, in an enrolled table, logs the write. */
    void write(ByteString key, Cell cell) {
        cells.put(key, cell);
        if (state.enrolled()) {
            append(new OutboxEntry(key, cell.version(), null));
        }
    }

    void append(OutboxEntry entry) {
        outbox.put(entry, entry);
    }

    void applyIfNewer(ByteString key, Cell cell) {
        cells.merge(key, cell, (old, next) -> next.version() > old.version() ? next : old);
    }

    Map<ByteString, StoredValue> visible(Collection<ByteString> keys, Instant now) {
        Map<ByteString, StoredValue> found = new LinkedHashMap<>();
        for (ByteString key : keys) {
            StoredValue value = visible(key, now);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    private @Nullable StoredValue visible(ByteString key, Instant now) {
        Cell cell = cells.get(key);
        return cell == null ? null : cell.visibleAt(now);
    }

    FencedRead fenced(Collection<ByteString> keys, Instant now, long version) {
        return new FencedRead(version, visible(keys, now));
    }

    List<KeyedValue> rows(KeyRange range, Instant now, int limit) {
        return rows(cells, range, now, limit);
    }

    NavigableMap<ByteString, Cell> copy() {
        return new TreeMap<>(cells);
    }

    static List<KeyedValue> rows(NavigableMap<ByteString, Cell> cells, KeyRange range, Instant now, int limit) {
        List<KeyedValue> rows = new ArrayList<>();
        for (Map.Entry<ByteString, Cell> entry :
                cells.tailMap(range.from(), true).entrySet()) {
            if (rows.size() == limit || !range.contains(entry.getKey())) {
                break;
            }
            StoredValue value = entry.getValue().visibleAt(now);
            if (value != null) {
                rows.add(new KeyedValue(entry.getKey(), value, entry.getValue().version()));
            }
        }
        return rows;
    }

    List<OutboxEntry> outbox(long afterVersion, int limit) {
        List<OutboxEntry> page = new ArrayList<>();
        for (OutboxEntry entry : outbox.keySet()) {
            if (entry.version() <= afterVersion) {
                continue;
            }
            if (page.size() >= limit && page.get(page.size() - 1).version() != entry.version()) {
                break;
            }
            page.add(entry);
        }
        return page;
    }

    OutboxStatus outboxStatus() {
        long oldest = outbox.isEmpty() ? Long.MAX_VALUE : outbox.firstKey().version();
        return new OutboxStatus(outbox.size(), oldest, parked.size());
    }

    void confirm(Collection<OutboxEntry> entries) {
        for (OutboxEntry entry : entries) {
            outbox.remove(entry);
            parked.remove(entry);
        }
    }

    void park(OutboxEntry entry, String reason) {
        if (outbox.remove(entry) != null || parked.containsKey(entry)) {
            parked.put(entry, reason);
        }
    }

    Map<OutboxEntry, String> parked() {
        return new LinkedHashMap<>(parked);
    }
}
