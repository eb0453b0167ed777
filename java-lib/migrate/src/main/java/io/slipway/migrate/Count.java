package io.slipway.migrate;

/** What is counted per table while it moves. */
public enum Count {
    OPERATIONS("calls of services, answered or not"),
    FAILED("calls that failed for a reason other than a wrong argument"),
    RETRIES("attempts repeated because the table had moved or the target had failed"),
    EARLY_APPLIED("writes that reached the target right behind the source"),
    EARLY_SKIPPED(
            "early applies left to the recoverer: breaker open, too many in flight, or the target table not open yet"),
    EARLY_FAILED("early applies that the target failed; the recoverer has them"),
    RECOVERED("outbox entries that the recoverer brought to the target"),
    PARKED("outbox entries set aside because the target refuses them for good"),
    AUDITED_READS("keys that services read from the source while the table was in audit"),
    COMPARISONS("reads compared with the target, with a sure result"),
    MISMATCHES("comparisons that found a lasting difference"),
    FAILURES_RECORDED("failed early applies and mismatches that the audit log has"),
    FAILURES_DROPPED("failed early applies and mismatches that were too many to keep, or that the audit log refuses"),
    UNSERVABLE_SCANS("scans that the source served and the table's layout could not serve at the target"),
    VERSIONS_AHEAD("versions read from the target that lie further ahead of this process's clock than the bound");

    private final String text;

    Count(String text) {
        this.text = text;
    }

    /** What is counted, in a few words. */
    public String text() {
        return text;
    }
}
