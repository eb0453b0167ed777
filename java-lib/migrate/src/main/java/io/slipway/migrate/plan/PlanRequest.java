package io.slipway.migrate.plan;

import io.slipway.spi.Layout;
import java.util.List;

/**
 * What a plan is asked for.
 *
 * @param layouts the layouts to look at; empty for those that the keys suggest
 * @param sample share of the rows to read, above 0 to 1; 0 for as many as make about a million rows
 * @param rowsPerSecond most rows to read a second; 0 for no limit
 * @param scans whether services scan ranges within a prefix in order
 */
public record PlanRequest(List<Layout> layouts, double sample, long rowsPerSecond, boolean scans) {

    private static final double ROWS_DEFAULT = 1_000_000;

    public PlanRequest {
        layouts = List.copyOf(layouts);
        if (!(sample >= 0 && sample <= 1)) {
            throw new IllegalArgumentException("a sample is above 0 and at most 1, not " + sample);
        }
    }

    /** The share to read of a table of so many rows. */
    double share(long rowsEstimated) {
        return sample > 0 ? sample : Math.min(1, ROWS_DEFAULT / Math.max(1, rowsEstimated));
    }
}
