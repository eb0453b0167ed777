package io.slipway.kv.spi;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a store is open and how many operations are in flight: closing refuses new ones and tells when the others have been answered.
 *
 * <p>Thread-safe. One number holds both: the operations in flight, less {@link Long#MIN_VALUE} once the store is closed.
 */
public final class Lifecycle {

    private final AtomicLong state = new AtomicLong();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    /**
     * Counts an operation in. Exactly one {@link #leave()} must follow.
     *
     * @throws io.slipway.kv.KvUserException if the store is closed; nothing is counted then
     */
    public void enter(String table, String operation) {
        if (state.incrementAndGet() < 0) {
            leave();
            throw closed("table '" + table + "', " + operation);
        }
    }

    /** Counts an operation out. */
    public void leave() {
        if (state.decrementAndGet() == Long.MIN_VALUE) {
            drained.complete(null);
        }
    }

    /** Runs {@link #leave()} when {@code operation} is answered, and returns {@code operation}. */
    public <T> CompletionStage<T> leaveAfter(CompletionStage<T> operation) {
        if (operation instanceof CompletableFuture<T> future && future.isDone()) {
            leave();
        } else {
            operation.whenComplete((answer, failure) -> leave());
        }
        return operation;
    }

    public boolean isClosed() {
        return state.get() < 0;
    }

    public long inFlight() {
        return state.get() & Long.MAX_VALUE;
    }

    /** Refuses new operations from now on; completes when none is in flight any more. Idempotent. */
    public CompletionStage<Void> close() {
        long before = state.getAndUpdate(now -> now < 0 ? now : now + Long.MIN_VALUE);
        if (before == 0) {
            drained.complete(null);
        }
        return drained.minimalCompletionStage();
    }

    /** What an operation on a closed store fails with. */
    public static KvException closed(String what) {
        return KvException.of(KvErrorCode.CLOSED, what + ": the store is closed; open another one");
    }
}
