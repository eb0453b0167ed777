package io.slipway.migrate.validate;

/** Hears how a validation is coming on. Called one call at a time, on the environment's threads; must not block. */
@FunctionalInterface
public interface ValidationListener {

    /** What a validation is doing. */
    enum Step {
        SCAN,
        DRILL_DOWN,
        RECHECK
    }

    /**
     * @param rows rows read in this step, of both sides
     * @param rowsEstimated rows to read in this step, as the source's snapshot estimates; 0 if nobody knows
     */
    void progress(Step step, long rows, long rowsEstimated);
}
