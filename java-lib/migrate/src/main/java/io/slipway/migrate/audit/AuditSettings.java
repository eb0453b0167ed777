package io.slipway.migrate.audit;

import java.time.Duration;

/**
 * Bounds and times of the read audit.
 *
 * @param underWayMax most comparisons under way at once; reads beyond them are not sampled
 * @param timeout how long the target may take to answer one comparison
 * @param settle how long a difference must last before it is looked at again
 * @param rounds how often a difference is looked at again before the comparison is given up without a result
 * @param outboxEntriesMax how many outbox entries are looked through for the key; behind a longer outbox nothing is sure
 * @param remembered how many of the latest mismatches are kept
 */
public record AuditSettings(
        int underWayMax, Duration timeout, Duration settle, int rounds, int outboxEntriesMax, int remembered) {

    public static final AuditSettings DEFAULT =
            new AuditSettings(64, Duration.ofSeconds(2), Duration.ofMillis(500), 4, 1_000, 100);
}
