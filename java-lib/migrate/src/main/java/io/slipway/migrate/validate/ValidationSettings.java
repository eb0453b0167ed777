package io.slipway.migrate.validate;

import java.time.Duration;

/**
 * The bounds of a validation.
 *
 * @param splits parts that each side is divided into
 * @param splitsAtOnce how many of them are read at the same time, at each side
 * @param pageRows most rows a read
 * @param pageBytes about the most bytes of values a read from the source
 * @param bucketsMin least number of buckets, a power of two; large tables get up to 262,144
 * @param drillKeysMax about the most keys that are held at once while differing buckets are drilled down
 * @param settle pause between two looks at a key that seems to differ
 * @param outboxWait how long the outbox may take to be empty of older entries before a key stays undecided
 * @param timeout how long one read or write at the target may take
 * @param awayMax how long a store may be away before the validation fails (its state is kept)
 * @param rowsPerSecondMax most rows a second that scans read from the source, over all its parts; 0 for no limit
 * @param bytesPerSecondMax most bytes of values a second, likewise
 * @param examplesMax most differences that are described one by one
 */
public record ValidationSettings(
        int splits,
        int splitsAtOnce,
        int pageRows,
        int pageBytes,
        int bucketsMin,
        int drillKeysMax,
        Duration settle,
        Duration outboxWait,
        Duration timeout,
        Duration awayMax,
        long rowsPerSecondMax,
        long bytesPerSecondMax,
        int examplesMax) {

    public static final ValidationSettings DEFAULT = new ValidationSettings(
            32,
            4,
            512,
            1 << 20,
            1 << 12,
            250_000,
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            0,
            0,
            100);

    public ValidationSettings {
        if (splits < 1 || splitsAtOnce < 1 || pageRows < 1 || pageBytes < 1 || drillKeysMax < 1 || examplesMax < 0) {
            throw new IllegalArgumentException("every bound is at least one");
        }
        if (rowsPerSecondMax < 0 || bytesPerSecondMax < 0) {
            throw new IllegalArgumentException("a rate is 0, for no limit, or more");
        }
        if (Integer.bitCount(bucketsMin) != 1 || bucketsMin > BucketDigests.BUCKETS_MAX) {
            throw new IllegalArgumentException("the number of buckets is a power of two up to "
                    + BucketDigests.BUCKETS_MAX + ", not " + bucketsMin);
        }
    }

    /** The same bounds, and at most so many rows and bytes a second from the source; 0 for no limit. */
    public ValidationSettings withRates(long rowsPerSecond, long bytesPerSecond) {
        return new ValidationSettings(
                splits,
                splitsAtOnce,
                pageRows,
                pageBytes,
                bucketsMin,
                drillKeysMax,
                settle,
                outboxWait,
                timeout,
                awayMax,
                rowsPerSecond,
                bytesPerSecond,
                examplesMax);
    }
}
