package io.slipway.demo.model;

import java.util.Locale;

/** The tables of the file-analysis shop. */
public enum DemoTable {
    /** Reports, by the 32 raw bytes of the file's SHA-256. */
    SAMPLES,
    /** Places where files were seen: {@code container/path}; scanned in order within one container. */
    SIGHTINGS,
    /** Strings found in samples: {@code token NUL string}; some tokens are far more frequent than others. */
    STRINGS,
    /** What was told to customers: {@code SHA-256 container/path}; all verdicts on one sample lie together. */
    VERDICTS;

    /** Returns the table's name in the key-value interface. */
    public String tableName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
