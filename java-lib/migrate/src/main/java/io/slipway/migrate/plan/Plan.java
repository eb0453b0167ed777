package io.slipway.migrate.plan;

import io.slipway.spi.Layout;
import java.time.Duration;
import java.util.List;

/**
 * What was found out about a table, and what is recommended for it.
 *
 * @param rowsRead rows that the figures rest on
 * @param rowsEstimated of the whole table, as the source estimates
 * @param bytesEstimated keys and values of the whole table, by the mean of what was read
 * @param readTime how long reading took, pauses for the rate limit included
 * @param options every layout that was looked at
 * @param recommended the layout to choose
 * @param reasons why
 */
public record Plan(
        String table,
        long rowsRead,
        long rowsEstimated,
        long bytesEstimated,
        Duration readTime,
        List<Option> options,
        Layout recommended,
        List<String> reasons) {

    /**
     * One layout.
     *
     * @param partitionsEstimated in the whole table
     * @param warnings what speaks against it; empty if nothing
     */
    public record Option(LayoutFigures figures, long partitionsEstimated, List<String> warnings) {}

    /** Rows that were read in a second. */
    public double rowsPerSecond() {
        return rowsRead * 1e9 / Math.max(1, readTime.toNanos());
    }
}
