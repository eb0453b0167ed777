package io.slipway.migrate.plan;

import com.google.protobuf.ByteString;
import io.slipway.migrate.plan.LayoutFigures.Hot;
import io.slipway.migrate.plan.LayoutFigures.Quantiles;
import io.slipway.spi.Layout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sums up what one layout makes of rows that come in key order. Its memory is bounded by the number of buckets and two histograms. Not
 * thread-safe.
 */
final class LayoutAnalysis {

    private static final int HOTTEST = 10;
    private static final int DIGITS = 2;

    private final Placement placement;
    private final Histogram rowsHistogram = new Histogram(DIGITS);
    private final Histogram bytesHistogram = new Histogram(DIGITS);
    private final PriorityQueue<Hot> hottest = new PriorityQueue<>(Comparator.comparingLong(Hot::rows));
    private final long[] bucketRows;
    private final long[] bucketBytes;

    private @Nullable ByteString prefix;
    private boolean begunAmid;
    private boolean amid;
    private long rows;
    private long bytes;
    private long partitions;
    private long rowsMax;
    private long bytesMax;
    private long refused;
    private @Nullable String refusal;

    LayoutAnalysis(Placement placement) {
        this.placement = placement;
        int buckets = placement.layout() instanceof Layout.Bucketed bucketed ? bucketed.buckets() : 1;
        this.bucketRows = new long[buckets];
        this.bucketBytes = new long[buckets];
    }

    /** The next row; {@code size} is that of key and value. */
    void add(ByteString key, long size) {
        placement.refusal(key).ifPresent(reason -> {
            refused++;
            refusal = reason;
        });
        ByteString next = placement.prefix(key);
        if (!next.equals(prefix)) {
            flush(false);
            prefix = next;
            begunAmid = amid;
            amid = false;
        }
        int bucket = placement.bucket(key);
        bucketRows[bucket]++;
        bucketBytes[bucket] += size;
        rows++;
        bytes += size;
    }

    /** The rows that follow do not continue those before: what lies between was not read. */
    void gap() {
        flush(true);
        prefix = null;
        amid = true;
    }

    LayoutFigures figures() {
        flush(false);
        prefix = null;
        List<Hot> descending = hottest.stream()
                .sorted(Comparator.comparingLong(Hot::rows).reversed())
                .toList();
        return new LayoutFigures(
                placement.layout(),
                rows,
                bytes,
                partitions,
                quantiles(rowsHistogram, rowsMax),
                quantiles(bytesHistogram, bytesMax),
                descending,
                refused,
                refusal);
    }

    private static Quantiles quantiles(Histogram histogram, long max) {
        return histogram.getTotalCount() == 0
                ? new Quantiles(0, 0, 0)
                : new Quantiles(
                        Math.min(max, histogram.getValueAtPercentile(50)),
                        Math.min(max, histogram.getValueAtPercentile(99)),
                        max);
    }

    private void flush(boolean endsAmid) {
        ByteString ended = prefix;
        if (ended == null) {
            return;
        }
        long prefixRows = 0;
        long prefixBytes = 0;
        for (int bucket = 0; bucket < bucketRows.length; bucket++) {
            if (bucketRows[bucket] > 0) {
                partitions++;
                rowsHistogram.recordValue(bucketRows[bucket]);
                bytesHistogram.recordValue(bucketBytes[bucket]);
                rowsMax = Math.max(rowsMax, bucketRows[bucket]);
                bytesMax = Math.max(bytesMax, bucketBytes[bucket]);
                prefixRows += bucketRows[bucket];
                prefixBytes += bucketBytes[bucket];
            }
        }
        if (hottest.size() < HOTTEST || hottest.element().rows() < prefixRows) {
            hottest.add(new Hot(ended, prefixRows, prefixBytes, begunAmid || endsAmid));
            if (hottest.size() > HOTTEST) {
                hottest.remove();
            }
        }
        Arrays.fill(bucketRows, 0);
        Arrays.fill(bucketBytes, 0);
    }
}
