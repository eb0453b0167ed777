package io.slipway.migrate;

/** What is counted per table while it moves. */
public enum Count {
    /** Calls of services, answered or not. */
    OPERATIONS,
    /** Calls that failed for a reason other than a wrong argument. */
    FAILED,
    /** Attempts repeated because the table had moved or the target had failed. */
    RETRIES,
    /** Writes that reached the target right behind the source. */
    EARLY_APPLIED,
    /** Early applies left to the recoverer: breaker open, too many in flight, or the target table not open yet. */
    EARLY_SKIPPED,
    /** Early applies that the target failed; the recoverer has them. */
    EARLY_FAILED,
    /** Outbox entries that the recoverer brought to the target. */
    RECOVERED,
    /** Outbox entries set aside because the target refuses them for good. */
    PARKED,
    /** Reads compared with the target, with a sure result. */
    COMPARISONS,
    /** Comparisons that found a lasting difference. */
    MISMATCHES,
    /** Scans that the source served and the table's layout could not serve at the target. */
    UNSERVABLE_SCANS,
    /** Versions read from the target that lie further ahead of this process's clock than the bound. */
    VERSIONS_AHEAD
}
