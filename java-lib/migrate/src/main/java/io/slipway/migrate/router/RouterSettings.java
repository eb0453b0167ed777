package io.slipway.migrate.router;

import io.slipway.kv.KvBounds;
import io.slipway.migrate.stage.LeaseTerms;
import java.time.Duration;

/**
 * Bounds and times of a router.
 *
 * @param process this process's name in the registry: another one after each start
 * @param service the service that it belongs to
 * @param libraryVersion the version shown in the registry
 * @param deadline how long a call may take where the service says nothing else
 * @param inFlightMax most calls unanswered at once; more are refused
 * @param earlyAppliesMax most early applies under way at once; beyond them the outbox holds the writes
 * @param earlyApplyTimeout how long one early apply may take, and so how long policy {@code required} may delay a caller
 * @param confirmDelay how long confirmations are collected before they are sent to the source together
 * @param confirmBatchMax most confirmations sent together
 * @param poll how often the config store is read; at most 1 s
 * @param lease how often the registration is renewed at least, and how long a view is trusted after that where the source does not check it
 * @param skewMax how far ahead of this process's clock a version may lie and still enter the clock
 * @param breakerFailures consecutive failures of the target that open the breaker
 * @param breakerPause how long the breaker stays open before it lets a probe through
 */
public record RouterSettings(
        String process,
        String service,
        String libraryVersion,
        Duration deadline,
        int inFlightMax,
        int earlyAppliesMax,
        Duration earlyApplyTimeout,
        Duration confirmDelay,
        int confirmBatchMax,
        Duration poll,
        LeaseTerms lease,
        Duration skewMax,
        int breakerFailures,
        Duration breakerPause) {

    /** The defaults, for one process of a service. */
    public static RouterSettings of(String process, String service, String libraryVersion) {
        return new RouterSettings(
                process,
                service,
                libraryVersion,
                KvBounds.DEADLINE_DEFAULT,
                1_024,
                256,
                Duration.ofMillis(250),
                Duration.ofMillis(10),
                256,
                Duration.ofMillis(200),
                LeaseTerms.DEFAULT,
                Duration.ofMillis(500),
                10,
                Duration.ofMillis(500));
    }
}
