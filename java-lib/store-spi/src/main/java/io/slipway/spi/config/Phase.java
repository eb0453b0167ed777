package io.slipway.spi.config;

/**
 * What one epoch of a table stands for: a stage, or a step between two stages that is safe beside both its neighbours.
 *
 * <p>The table of who reads, who acknowledges and which phases may coexist is in {@code io.slipway.migrate.stage}.
 */
public enum Phase {
    /** Not enrolled: the old store alone. */
    SOURCE(Stage.SOURCE),
    /** The source alone serves, but versions and logs every write. */
    ENROLLED(Stage.SOURCE),
    /** Reads from the source; each write is also applied early to the target. */
    DUAL_WRITE(Stage.DUAL_WRITE),
    /** As dual-write; reads are compared in the background. */
    AUDIT(Stage.AUDIT),
    /** As audit, but a write is acknowledged only when both sides have it: the step between audit and read-target, both ways. */
    CONFIRM(Stage.AUDIT),
    /** Reads from the target; a write is acknowledged only when both sides have it. */
    READ_TARGET(Stage.READ_TARGET),
    /** The target alone; the source is sealed. */
    TARGET(Stage.TARGET);

    private final Stage stage;

    Phase(Stage stage) {
        this.stage = stage;
    }

    /** The stage that people see. */
    public Stage stage() {
        return stage;
    }
}
