package io.slipway.migrate.stage;

import java.util.Map;

/**
 * A number that gates look at, recorded in the config store for one entry into dual-write.
 *
 * <p>Where several processes count the same thing, each records its own part under {@link #key(String)}; {@link #sum} adds the parts up.
 */
public enum Evidence {
    /** 1 once every row of one snapshot taken since the entry is at the target, else 0. */
    LOAD_COMPLETE("load_complete"),
    /** Rows that the load wrote. */
    ROWS_LOADED("rows_loaded"),
    /** Bytes of keys and values that the load wrote. */
    LOAD_BYTES("load_bytes"),
    /** 1 once a validation compared the whole table, else 0. */
    VALIDATION_COMPLETE("validation_complete"),
    /** Keys that the last validation found to differ and did not repair. */
    VALIDATION_DIFFERENCES("validation_differences"),
    /** Rows that the last validation compared. */
    VALIDATION_COMPARISONS("validation_comparisons"),
    /** The epoch that the table was at while a validation compared the whole of it, if that was in audit, else 0. */
    VALIDATION_EPOCH("validation_epoch"),
    /** Keys that services read from the source while the table was in audit. */
    AUDITED_READS("audited_reads"),
    /** Reads that the audit compared. */
    COMPARISONS("comparisons"),
    /** Audited reads whose answers still differed after the settle time. */
    MISMATCHES("mismatches"),
    /** Scans at the source that the target's layout could not serve. */
    UNSERVABLE_SCANS("unservable_scans");

    private final String key;

    Evidence(String key) {
        this.key = key;
    }

    /** The name in the config store. */
    public String key() {
        return key;
    }

    /** The name of the part that {@code process} counts. */
    public String key(String process) {
        return key + "/" + process;
    }

    /** The number, with the parts of all processes added; 0 where nothing was recorded. */
    public long sum(Map<String, Long> recorded) {
        return recorded.entrySet().stream()
                .filter(entry -> entry.getKey().equals(key) || entry.getKey().startsWith(key + "/"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
