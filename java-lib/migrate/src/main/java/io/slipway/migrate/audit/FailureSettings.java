package io.slipway.migrate.audit;

import java.time.Duration;

/**
 * Bounds and times of the failure recorder.
 *
 * @param waitingMax most entries that wait to be written; what comes beyond them is counted and dropped
 * @param batch most entries a write
 * @param pause between two writes, and so, with {@code batch}, the most entries a second
 * @param retryMax the longest pause while the log is away
 * @param keep how long an entry is kept
 */
public record FailureSettings(int waitingMax, int batch, Duration pause, Duration retryMax, Duration keep) {

    public static final FailureSettings DEFAULT =
            new FailureSettings(10_000, 64, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofDays(30));

    public FailureSettings {
        if (waitingMax < 1 || batch < 1 || keep.toSeconds() < 1) {
            throw new IllegalArgumentException("every bound is at least one");
        }
    }
}
