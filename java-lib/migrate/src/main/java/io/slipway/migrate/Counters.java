package io.slipway.migrate;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Numbers of one process, by table: they only grow, and begin at zero with the process. Thread-safe. */
public final class Counters {

    private final Map<String, Map<Count, LongAdder>> tables = new ConcurrentHashMap<>();

    public void add(String table, Count count, long amount) {
        of(table).get(count).add(amount);
    }

    public void increment(String table, Count count) {
        add(table, count, 1);
    }

    public long get(String table, Count count) {
        Map<Count, LongAdder> adders = tables.get(table);
        return adders == null ? 0 : adders.get(count).sum();
    }

    /** The sum over all tables. */
    public long total(Count count) {
        return tables.values().stream()
                .mapToLong(adders -> adders.get(count).sum())
                .sum();
    }

    private Map<Count, LongAdder> of(String table) {
        Map<Count, LongAdder> known = tables.get(table);
        return known != null ? known : tables.computeIfAbsent(table, name -> zeros());
    }

    private static Map<Count, LongAdder> zeros() {
        Map<Count, LongAdder> adders = new EnumMap<>(Count.class);
        for (Count count : Count.values()) {
            adders.put(count, new LongAdder());
        }
        return adders;
    }
}
