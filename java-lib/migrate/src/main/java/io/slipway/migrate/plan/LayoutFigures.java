package io.slipway.migrate.plan;

import com.google.protobuf.ByteString;
import io.slipway.spi.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a layout makes of the rows that were read.
 *
 * @param rows how many there were
 * @param bytes of their keys and values
 * @param partitions how many partitions they lie in
 * @param partitionRows rows a partition
 * @param partitionBytes bytes of keys and values a partition
 * @param hottest the prefixes with the most rows, descending
 * @param refused keys that do not fit the layout
 * @param refusal why, for one of them; null if all fit
 */
public record LayoutFigures(
        Layout layout,
        long rows,
        long bytes,
        long partitions,
        Quantiles partitionRows,
        Quantiles partitionBytes,
        List<Hot> hottest,
        long refused,
        @Nullable String refusal) {

    /** Half, and 99 of 100, of the partitions have at most so much (within 1%); none has more than {@code max}. */
    public record Quantiles(long p50, long p99, long max) {}

    /**
     * A prefix with many rows.
     *
     * @param cut whether reading began or ended amid its rows, so that there may be more
     */
    public record Hot(ByteString prefix, long rows, long bytes, boolean cut) {}
}
