package io.slipway.target.cql.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The bound on requests under way. A call takes as many places as it has requests side by side, or fails at once. Thread-safe. */
final class InFlight {

    private final int max;
    private final AtomicInteger taken = new AtomicInteger();

    InFlight(int max) {
        this.max = max;
    }

    /** Runs {@code call} with {@code places} (at most all there are) taken until its stage completes. */
    <T> CompletionStage<T> run(int places, Supplier<CompletionStage<T>> call) {
        int needed = Math.min(places, max);
        if (!take(needed)) {
            return CompletableFuture.failedStage(refusal());
        }
        CompletionStage<T> stage;
        try {
            stage = call.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedStage(e);
        }
        // The place is free again before anybody sees the result, so that a caller who goes on at once is not refused.
        return stage.whenComplete((result, failure) -> leave(needed));
    }

    /** What a call fails with that finds no place. */
    StoreException refusal() {
        return new StoreException(
                StoreException.Kind.OVERLOADED,
                KvErrorCode.OVERLOADED_IN_FLIGHT,
                "the target has " + max + " requests in flight, its bound; call less often, or raise the bound");
    }

    /** Frees places that {@link #take} gave. */
    void leave(int places) {
        taken.addAndGet(-places);
    }

    /** Takes places, at most all there are; false if there are not so many. {@link #leave} must follow if it holds. */
    boolean take(int needed) {
        int before = taken.get();
        while (before + needed <= max) {
            if (taken.compareAndSet(before, before + needed)) {
                return true;
            }
            before = taken.get();
        }
        return false;
    }
}
