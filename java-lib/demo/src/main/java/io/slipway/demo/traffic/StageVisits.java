package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Latencies of operations, by table and by visit of a stage: the clock that each operation is stamped with. A table that returns to a stage
 * begins a new visit. Thread-safe.
 *
 * <p>They are kept by epoch, so that those of several processes, each of which enters an epoch when it hears of it, can be added up. A visit
 * is what lies between two changes of the stage.
 */
public final class StageVisits {
    private static final long LATENCY_MAX_US = TimeUnit.MINUTES.toMicros(5);
    private static final int DIGITS = 3;

    private final Map<String, NavigableMap<Long, Visit>> tables = new ConcurrentHashMap<>();

    /** One stay of a table at a stage. */
    public static final class Visit {
        private final String stage;
        private final Histogram latency_us = new SynchronizedHistogram(LATENCY_MAX_US, DIGITS);
        private final LongAdder failed = new LongAdder();
        private long told;

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

        private void add(Histogram other_us, long otherFailed) {
            latency_us.add(other_us);
            failed.add(otherFailed);
        }
    }

    /**
     * What one process saw of one epoch of a table, in a form that travels.
     *
     * @param operations answered, failed ones included
     * @param latencies a compressed histogram of microseconds
     */
    public record Part(String table, long epoch, String stage, long operations, long failed, ByteString latencies) {}

    /** Notes that a table has entered an epoch, and with it a stage, now. Nothing happens if it has before. */
    public void enter(String table, long epoch, String stage) {
        visit(table, epoch, stage);
    }

    /** Notes an answered operation; it belongs to the epoch in which it was answered. */
    void record(String table, long latency_ns, boolean success) {
        NavigableMap<Long, Visit> epochs = tables.get(table);
        if (epochs == null) {
            throw new IllegalStateException("table " + table + " has not entered a stage");
        }
        epochs.lastEntry().getValue().record(latency_ns, success);
    }

    /** Adds what another process saw. */
    public void add(Part part) {
        try {
            Histogram latency_us =
                    Histogram.decodeFromCompressedByteBuffer(part.latencies().asReadOnlyByteBuffer(), 0);
            visit(part.table(), part.epoch(), part.stage()).add(latency_us, part.failed());
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("the latencies of " + part.table() + " are not a histogram", e);
        }
    }

    /** What has grown since this was last asked, for {@link #add}: everything seen in those epochs, not what is new alone. */
    public synchronized List<Part> grown() {
        List<Part> grown = new ArrayList<>();
        tables.forEach((table, epochs) -> epochs.forEach((epoch, visit) -> {
            if (visit.operations() > visit.told) {
                Part part = part(table, epoch, visit);
                visit.told = part.operations();
                grown.add(part);
            }
        }));
        return grown;
    }

    /** All visits of a table, in order. */
    public List<Visit> of(String table) {
        List<Visit> visits = new ArrayList<>();
        tables.getOrDefault(table, new ConcurrentSkipListMap<>()).forEach((epoch, seen) -> {
            if (visits.isEmpty() || !visits.get(visits.size() - 1).stage().equals(seen.stage())) {
                visits.add(new Visit(seen.stage()));
            }
            visits.get(visits.size() - 1).add(seen.latency_us, seen.failed());
        });
        return visits;
    }

    private Visit visit(String table, long epoch, String stage) {
        return tables.computeIfAbsent(table, name -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(epoch, number -> new Visit(stage));
    }

    private static Part part(String table, long epoch, Visit visit) {
        Histogram copy = visit.latency_us.copy();
        ByteBuffer encoded = ByteBuffer.allocate(copy.getNeededByteBufferCapacity());
        int length = copy.encodeIntoCompressedByteBuffer(encoded);
        return new Part(
                table,
                epoch,
                visit.stage(),
                copy.getTotalCount(),
                visit.failed(),
                ByteString.copyFrom(encoded.array(), 0, length));
    }
}
