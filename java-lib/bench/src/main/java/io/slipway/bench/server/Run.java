package io.slipway.bench.server;

import java.util.Locale;

/**
 * What one run measured.
 *
 * @param perSecond operations (or rows) a second
 * @param cpuMicros CPU time of the client's whole process per operation
 * @param p50Millis median latency; 0 where single operations are not timed
 * @param p99Millis latency that one operation in a hundred exceeds
 * @param rssMib memory of the process that is in RAM after the run
 */
record Run(double perSecond, double cpuMicros, double p50Millis, double p99Millis, double rssMib) {

    private static final double MIB = 1 << 20;

    /** One line, for {@link #parse}. */
    String text() {
        return String.format(
                Locale.ROOT, "%f %f %f %f %d", perSecond, cpuMicros, p50Millis, p99Millis, Math.round(rssMib * MIB));
    }

    static Run parse(String text) {
        String[] parts = text.split(" ");
        return new Run(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]) / MIB);
    }
}
