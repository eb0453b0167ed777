package io.slipway.migrate.recover;

import java.time.Duration;

/**
 * Bounds and times of a recoverer.
 *
 * @param grace how long early apply has before an entry is recovered, and how often the outbox is looked at
 * @param pageEntries outbox entries read together
 * @param keysPerRead keys of one fenced read: their values are in memory together
 * @param appliesAtOnce most writes to the target under way at once
 * @param timeout how long the target may take for one write
 * @param pauseMax longest pause while the target is away; it begins at {@code grace} and doubles
 * @param parkedPause how often entries that the target refused are tried again, and longest pause for a key that it fails while it takes
 *     others, which begins at {@code grace} and doubles
 */
public record RecovererSettings(
        Duration grace,
        int pageEntries,
        int keysPerRead,
        int appliesAtOnce,
        Duration timeout,
        Duration pauseMax,
        Duration parkedPause) {

    public static final RecovererSettings DEFAULT = new RecovererSettings(
            Duration.ofMillis(500), 512, 32, 32, Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(30));
}
