package io.slipway.migrate.router;

import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Admits calls up to a bound, knows those that are unanswered, and fails them when the store is closed by force. Thread-safe. */
final class Calls {

    /**
     * From this deadline on a call needs no timer of its own: one sweep over all unanswered calls, at every {@link #SWEEP_INTERVAL}, ends
     * those that are late. A timer for each call would cost more than the call.
     */
    static final Duration SWEPT_DEADLINE_MIN = Duration.ofMillis(200);

    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(20);

    private final Environment environment;
    private final ConfigFollower follower;
    private final Counters counters;
    private final RouterListener listener;
    private final int inFlightMax;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();

    private final Unanswered unanswered;
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private volatile boolean aborted;

    Calls(
            Environment environment,
            ConfigFollower follower,
            Counters counters,
            RouterListener listener,
            int inFlightMax) {
        this.environment = environment;
        this.follower = follower;
        this.counters = counters;
        this.listener = listener;
        this.inFlightMax = inFlightMax;
        this.unanswered = new Unanswered(inFlightMax);
    }

    /** The number of the next call of this process. */
    long nextNumber() {
        return numbers.incrementAndGet();
    }

    Environment environment() {
        return environment;
    }

    ConfigFollower follower() {
        return follower;
    }

    /** Starts {@code call}, or refuses it at once. */
    <T> CompletionStage<T> start(Call<T> call) {
        counters.increment(call.table(), Count.OPERATIONS);
        if (inFlight.incrementAndGet() > inFlightMax) {
            inFlight.decrementAndGet();
            counters.increment(call.table(), Count.FAILED);
            KvException refusal = KvException.of(
                    KvErrorCode.OVERLOADED_IN_FLIGHT,
                    call.operation() + ": more than " + inFlightMax + " calls are unanswered; back off, then repeat");
            listener.answered(call.table(), 0, refusal);
            return CompletableFuture.failedFuture(refusal);
        }
        unanswered.add(call);
        call.start();
        if (aborted) {
            call.abort();
        }
        if (!call.isAnswered()) {
            sweepLater();
        }
        return call;
    }

    private void sweepLater() {
        if (!sweeping.get() && sweeping.compareAndSet(false, true)) {
            environment.schedule(SWEEP_INTERVAL, this::sweep);
        }
    }

    private void sweep() {
        sweeping.set(false);
        long now = environment.nanoTime();
        unanswered.forEach(call -> call.endIfLate(now));
        if (inFlight.get() > 0) {
            sweepLater();
        }
    }

    /** @param failure what the call failed with; null if it did not */
    void answered(Call<?> call, @Nullable KvException failure) {
        unanswered.remove(call);
        if (failure != null && failure.code().category() != KvErrorCategory.USER) {
            counters.increment(call.table(), Count.FAILED);
        }
        inFlight.decrementAndGet();
        listener.answered(call.table(), environment.nanoTime() - call.startedAt(), failure);
    }

    /** Calls that were admitted and have no answer yet. */
    int underWay() {
        return inFlight.get();
    }

    void retried(Call<?> call) {
        counters.increment(call.table(), Count.RETRIES);
    }

    /** Fails the unanswered calls, and any that slip in. */
    void abort() {
        aborted = true;
        unanswered.forEach(Call::abort);
    }
}
