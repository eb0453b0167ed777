package io.slipway.migrate.router;

import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.target.TargetTable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Brings writes to the target right behind the source, as far as the target keeps up: a breaker and a bound on applies under way skip the
 * rest, which the outbox holds for the recoverer. Never fails. Thread-safe.
 */
final class EarlyApplies {

    private final Environment environment;
    private final Breaker breaker;
    private final Counters counters;
    private final RouterListener listener;
    private final int underWayMax;
    private final Duration timeout;
    private final AtomicInteger underWay = new AtomicInteger();

    EarlyApplies(
            Environment environment,
            Breaker breaker,
            Counters counters,
            RouterListener listener,
            int underWayMax,
            Duration timeout) {
        this.environment = environment;
        this.breaker = breaker;
        this.counters = counters;
        this.listener = listener;
        this.underWayMax = underWayMax;
        this.timeout = timeout;
    }

    /** How many were sent and are not answered. */
    int underWay() {
        return underWay.get();
    }

    /** Tries once; completes with whether the target has the write. */
    CompletionStage<Boolean> attempt(String table, @Nullable TargetTable target, VersionedWrite write) {
        if (target == null || underWay.get() >= underWayMax || !breaker.permits(environment.nanoTime())) {
            counters.increment(table, Count.EARLY_SKIPPED);
            return CompletableFuture.completedFuture(false);
        }
        underWay.incrementAndGet();
        return Failures.caught(() -> target.apply(write, timeout)).handle((done, thrown) -> {
            underWay.decrementAndGet();
            if (thrown == null) {
                breaker.succeeded();
                counters.increment(table, Count.EARLY_APPLIED);
            } else {
                breaker.failed(environment.nanoTime());
                counters.increment(table, Count.EARLY_FAILED);
                listener.earlyApplyFailed(table, write, thrown);
            }
            return thrown == null;
        });
    }
}
