package io.slipway.migrate.load;

import java.time.Duration;

/**
 * The bounds of a load.
 *
 * @param splits parts that a new load divides the table into
 * @param splitsAtOnce how many of them are read at the same time
 * @param pageRows most rows a read from the source
 * @param pageBytes about the most bytes of values a read from the source
 * @param inFlightMin writes in flight to begin with, and when the target pushes back
 * @param inFlightMax most writes in flight
 * @param inFlightBytesMax most bytes of values in flight, exceeded by one value at most
 * @param latencyMax the 99th percentile of write latency above which fewer writes are sent at once
 * @param writeTimeout how long one write may take
 * @param rowsPerSecondMax most rows a second read from the source; 0 for no limit
 * @param bytesPerSecondMax most bytes of values a second read from the source; 0 for no limit
 * @param savepointPeriod pause between two savepoints
 * @param progressPeriod pause between two calls of the listener
 * @param backoffMin first pause when the target or the source is away
 * @param backoffMax longest such pause
 */
public record LoadSettings(
        int splits,
        int splitsAtOnce,
        int pageRows,
        int pageBytes,
        int inFlightMin,
        int inFlightMax,
        long inFlightBytesMax,
        Duration latencyMax,
        Duration writeTimeout,
        long rowsPerSecondMax,
        long bytesPerSecondMax,
        Duration savepointPeriod,
        Duration progressPeriod,
        Duration backoffMin,
        Duration backoffMax) {

    public static final LoadSettings DEFAULT = new LoadSettings(
            32,
            4,
            512,
            1 << 20,
            8,
            256,
            32L << 20,
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            0,
            0,
            Duration.ofSeconds(1),
            Duration.ofMillis(250),
            Duration.ofMillis(50),
            Duration.ofSeconds(2));

    public LoadSettings {
        if (splits < 1 || splits > 4_096 || splitsAtOnce < 1 || pageRows < 1 || pageBytes < 1) {
            throw new IllegalArgumentException("1 to 4096 splits, and pages of at least one row");
        }
        if (inFlightMin < 1 || inFlightMax < inFlightMin || inFlightBytesMax < 1) {
            throw new IllegalArgumentException("1 <= inFlightMin <= inFlightMax, and room for a byte");
        }
        if (rowsPerSecondMax < 0 || bytesPerSecondMax < 0) {
            throw new IllegalArgumentException("a rate is positive, or 0 for no limit");
        }
    }

    public LoadSettings withRates(long rowsPerSecond, long bytesPerSecond) {
        return new LoadSettings(
                splits,
                splitsAtOnce,
                pageRows,
                pageBytes,
                inFlightMin,
                inFlightMax,
                inFlightBytesMax,
                latencyMax,
                writeTimeout,
                rowsPerSecond,
                bytesPerSecond,
                savepointPeriod,
                progressPeriod,
                backoffMin,
                backoffMax);
    }

    public LoadSettings withInFlight(int min, int max) {
        return new LoadSettings(
                splits,
                splitsAtOnce,
                pageRows,
                pageBytes,
                min,
                max,
                inFlightBytesMax,
                latencyMax,
                writeTimeout,
                rowsPerSecondMax,
                bytesPerSecondMax,
                savepointPeriod,
                progressPeriod,
                backoffMin,
                backoffMax);
    }

    public LoadSettings withPages(int splits, int splitsAtOnce, int rows, int bytes) {
        return new LoadSettings(
                splits,
                splitsAtOnce,
                rows,
                bytes,
                inFlightMin,
                inFlightMax,
                inFlightBytesMax,
                latencyMax,
                writeTimeout,
                rowsPerSecondMax,
                bytesPerSecondMax,
                savepointPeriod,
                progressPeriod,
                backoffMin,
                backoffMax);
    }
}
