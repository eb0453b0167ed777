package io.slipway.bench.server;

import java.util.Locale;

/**
 * What one run measured.
 *
 * @param perSecond operations (or rows) a second
 * @param cpuMicros CPU time of the client's whole process per operation
 * @param p50Millis median latency; 0 where single operations are not timed
 * @param p99Millis latency that one operation in a hundred exceeds
 */
record Run(double perSecond, double cpuMicros, double p50Millis, double p99Millis) {

    /** One line, for {@link #parse}. */
    String text() {
        return String.format(Locale.ROOT, "%f %f %f %f", perSecond, cpuMicros, p50Millis, p99Millis);
    }

    static Run parse(String text) {
        String[] parts = text.split(" ");
        return new Run(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]));
    }
}
