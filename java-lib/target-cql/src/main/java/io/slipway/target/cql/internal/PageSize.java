package io.slipway.target.cql.internal;

/**
 * How many rows to ask for at a time, so that a page has about 2 MiB whatever the values' size.
 *
 * <p>It follows the average of what it has seen. Races between threads only blur that average.
 */
final class PageSize {

    private static final int PAGE_BYTES = 2 << 20;
    private static final int ROWS_MIN = 4;
    private static final int ROWS_FIRST = 16;

    private volatile double rowBytes = (double) PAGE_BYTES / ROWS_FIRST;

    /** Rows for the next page, at most {@code limit}. */
    int rows(int limit) {
        return (int) Math.max(1, Math.min(limit, Math.max(ROWS_MIN, PAGE_BYTES / rowBytes)));
    }

    /** Learns from a page of so many rows and bytes. */
    void saw(int rows, long bytes) {
        if (rows > 0) {
            rowBytes = rowBytes / 2 + (double) bytes / rows / 2;
        }
    }
}
