package io.slipway.demo.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Latencies of operations, by table and by visit of a stage: the clock that each operation is stamped with. A table that returns to a stage
 * begins a new visit. Thread-safe.
 */
public final class StageVisits {
    private static final long LATENCY_MAX_US = TimeUnit.MINUTES.toMicros(5);

    private final Map<String, List<Visit>> visits = new ConcurrentHashMap<>();

    /** One stay of a table at a stage. */
    public static final class Visit {
        private final String stage;
        private final Histogram latency_us = new ConcurrentHistogram(LATENCY_MAX_US, 3);
        private final LongAdder failed = new LongAdder();

        private Visit(String stage) {
            this.stage = stage;
        }

        public String stage() {
            return stage;
        }

        /** Operations that were answered during the visit, failed ones included. */
        public long operations() {
            return latency_us.getTotalCount();
        }

        public long failed() {
            return failed.sum();
        }

        /** Latency at a percentile, 0 to 100, in milliseconds. */
        public double latencyMs(double percentile) {
            return latency_us.getValueAtPercentile(percentile) / 1000.0;
        }

        public double latencyMsMax() {
            return latency_us.getMaxValue() / 1000.0;
        }

        private void record(long latency_ns, boolean success) {
            long us = TimeUnit.NANOSECONDS.toMicros(latency_ns);
            latency_us.recordValue(Math.max(0, Math.min(us, LATENCY_MAX_US)));
            if (!success) {
                failed.increment();
            }
        }
    }

    /** Notes that a table has entered a stage now. */
    public void enter(String table, String stage) {
        visits.computeIfAbsent(table, name -> new CopyOnWriteArrayList<>()).add(new Visit(stage));
    }

    /** Notes an answered operation; it belongs to the stage in which it was answered. */
    void record(String table, long latency_ns, boolean success) {
        List<Visit> ofTable = visits.get(table);
        if (ofTable == null) {
            throw new IllegalStateException("table " + table + " has not entered a stage");
        }
        ofTable.get(ofTable.size() - 1).record(latency_ns, success);
    }

    /** All visits of a table, in order. */
    public List<Visit> of(String table) {
        return new ArrayList<>(visits.getOrDefault(table, List.of()));
    }
}
