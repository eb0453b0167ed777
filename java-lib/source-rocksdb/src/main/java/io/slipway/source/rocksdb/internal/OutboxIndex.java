package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.source.OutboxStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which outbox entries exist, in memory: keys and versions, without values.
 *
 * <p>With it nobody ever iterates the outbox on disk, where confirmed entries leave long runs of RocksDB tombstones in front of the oldest
 * live one. Rebuilt at opening, bounded by the option on outbox entries. Changed by the committer alone, after the database has been;
 * read by all threads. The source's own writes enter in the order of their versions, so a reader that sees one has seen all older ones;
 * redos bring versions from elsewhere and may come twice.
 */
final class OutboxIndex {

    /**
     * An entry of a version.
     *
     * @param redo whether its database row holds the whole write
     */
    record Entry(ByteString key, boolean redo) {}

    /** One table's entries by version; those of one batch share theirs. */
    private static final class TableEntries {
        final NavigableMap<Long, List<Entry>> waiting = new ConcurrentSkipListMap<>();
        final NavigableMap<Long, List<Entry>> parked = new ConcurrentSkipListMap<>();
        final AtomicLong waitingCount = new AtomicLong();
        final AtomicLong parkedCount = new AtomicLong();
    }

    private final Map<String, TableEntries> tables = new ConcurrentHashMap<>();
    private final AtomicLong total = new AtomicLong();

    /** Entries of all tables, parked ones included. */
    long total() {
        return total.get();
    }

    OutboxStatus status(String table) {
        TableEntries entries = tables.get(table);
        if (entries == null) {
            return new OutboxStatus(0, Long.MAX_VALUE, 0);
        }
        Map.Entry<Long, List<Entry>> oldest = entries.waiting.firstEntry();
        return new OutboxStatus(
                entries.waitingCount.get(),
                oldest == null ? Long.MAX_VALUE : oldest.getKey(),
                entries.parkedCount.get());
    }

    /** The oldest entries above {@code afterVersion}: whole versions, until there are {@code limit} entries. */
    List<Map.Entry<Place, Entry>> oldest(String table, long afterVersion, int limit) {
        List<Map.Entry<Place, Entry>> page = new ArrayList<>();
        TableEntries entries = tables.get(table);
        if (entries != null) {
            for (var version : entries.waiting.tailMap(afterVersion, false).entrySet()) {
                if (page.size() >= limit) {
                    break;
                }
                version.getValue()
                        .forEach(entry -> page.add(Map.entry(new Place(table, version.getKey(), entry.key()), entry)));
            }
        }
        return page;
    }

    boolean isWaiting(Place place) {
        TableEntries entries = tables.get(place.table());
        return entries != null && contains(entries.waiting, place);
    }

    boolean isParked(Place place) {
        TableEntries entries = tables.get(place.table());
        return entries != null && contains(entries.parked, place);
    }

    /** Does nothing if it is there already. */
    void add(Place place, boolean redo) {
        TableEntries entries = entries(place.table());
        if (!contains(entries.waiting, place)) {
            insert(entries.waiting, place, redo);
            entries.waitingCount.incrementAndGet();
            total.incrementAndGet();
        }
    }

    void addParked(Place place, boolean redo) {
        TableEntries entries = entries(place.table());
        if (!contains(entries.parked, place)) {
            insert(entries.parked, place, redo);
            entries.parkedCount.incrementAndGet();
            total.incrementAndGet();
        }
    }

    void remove(Place place) {
        TableEntries entries = entries(place.table());
        delete(entries.waiting, place);
        entries.waitingCount.decrementAndGet();
        total.decrementAndGet();
    }

    void removeParked(Place place) {
        TableEntries entries = entries(place.table());
        delete(entries.parked, place);
        entries.parkedCount.decrementAndGet();
        total.decrementAndGet();
    }

    private TableEntries entries(String table) {
        return tables.computeIfAbsent(table, name -> new TableEntries());
    }

    private static boolean contains(NavigableMap<Long, List<Entry>> versions, Place place) {
        List<Entry> entries = versions.get(place.version());
        return entries != null && entries.stream().anyMatch(entry -> entry.key().equals(place.key()));
    }

    private static void insert(NavigableMap<Long, List<Entry>> versions, Place place, boolean redo) {
        Entry added = new Entry(place.key(), redo);
        versions.merge(place.version(), List.of(added), (before, single) -> {
            List<Entry> more = new ArrayList<>(before.size() + 1);
            more.addAll(before);
            more.add(added);
            return List.copyOf(more);
        });
    }

    private static void delete(NavigableMap<Long, List<Entry>> versions, Place place) {
        versions.computeIfPresent(place.version(), (version, before) -> {
            List<Entry> fewer = before.stream()
                    .filter(entry -> !entry.key().equals(place.key()))
                    .toList();
            return fewer.isEmpty() ? null : fewer;
        });
    }
}
