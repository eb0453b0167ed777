package io.slipway.testkit.sim;

/** A fault that the simulation injects, and counts. */
public enum FaultKind {
    /** A request never arrived: timeout, not applied. */
    REQUEST_LOST,
    /** A request was applied and its answer lost: timeout, applied. */
    ANSWER_LOST,
    /** A request was applied after its caller had given up. */
    APPLIED_LATE,
    /** A repeatable write arrived twice. */
    DUPLICATED,
    /** A request arrived before one that the same process had sent earlier. */
    REORDERED,
    /** The server refused at once, nothing applied. */
    REFUSED,
    /** The server had too much to do, nothing applied. */
    OVERLOADED,
    /** An answer or a request took much longer than others. */
    DELAYED,
    /** A service's process died and another one took its place. */
    PROCESS_CRASHED,
    /** A service's process stood still for a while. */
    PROCESS_PAUSED,
    /** A service's process stood still for longer than its lease. */
    PAUSED_PAST_LEASE,
    /** The process of driver, loader and validator died and another one went on. */
    DRIVER_CRASHED,
    /** That process stood still for a while. */
    DRIVER_PAUSED,
    /** The target was away for a while. */
    TARGET_OUTAGE,
    /** The config store was away for a while. */
    CONFIG_OUTAGE,
    /** One service's process, and it alone, did not reach the config store for a while. */
    CONFIG_CUT,
    /** The source restarted: what was on its way is lost, and its clock stepped. */
    SOURCE_RESTARTED,
    /** A process or server whose wall clock is off. */
    CLOCK_SKEWED
}
