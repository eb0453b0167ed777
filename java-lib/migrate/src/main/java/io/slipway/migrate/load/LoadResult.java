package io.slipway.migrate.load;

import java.time.Duration;
import java.util.List;

/**
 * How a load ended.
 *
 * @param rows confirmed by the target, over all runs of this load
 * @param bytes keys and values of {@code rows}
 * @param duration of this run
 * @param retries writes that were sent again, in this run
 * @param resumed whether this run continued an earlier one
 * @param refused rows that the target refuses; a run after they were mended tries them again
 */
public record LoadResult(
        String table,
        Outcome outcome,
        long rows,
        long bytes,
        Duration duration,
        long retries,
        boolean resumed,
        List<RefusedRow> refused) {

    /** How a load can end without failing. */
    public enum Outcome {
        /** Every row is at the target, and the evidence is recorded. */
        COMPLETE,
        /** Every row but the refused ones is at the target. */
        INCOMPLETE,
        /** It was cancelled; the next run goes on from there. */
        CANCELLED
    }
}
