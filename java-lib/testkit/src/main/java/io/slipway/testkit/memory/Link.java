package io.slipway.testkit.memory;

import io.slipway.kv.KvException;
import io.slipway.spi.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The way between a process and a store: whatever a handle asks of its store crosses it, one atomic step at a time.
 *
 * <p>A faulty link may lose, delay, reorder or repeat steps and answers. It fails a call with a {@link StoreException} whose kind is true:
 * one that may have been applied, or may be applied later, is unknown.
 */
public interface Link {

    /** What may happen to a step on its way. */
    enum Kind {
        /** Changes nothing. */
        READ,
        /** Changes something more if it is taken twice. */
        WRITE,
        /** May be taken any number of times, early or late. */
        REPEATABLE_WRITE
    }

    /** How long a call may take where the port names no timeout. */
    Duration TIMEOUT_DEFAULT = Duration.ofSeconds(1);

    /** Takes every step at once. */
    Link DIRECT = new Link() {
        @Override
        public <T> CompletionStage<T> call(Kind kind, Duration timeout, Supplier<T> step) {
            return answer(step);
        }
    };

    /** Has the store take {@code step}, and brings back what it answers or throws. */
    <T> CompletionStage<T> call(Kind kind, Duration timeout, Supplier<T> step);

    /** Takes the step now. */
    static <T> CompletionStage<T> answer(Supplier<T> step) {
        try {
            return CompletableFuture.completedFuture(step.get());
        } catch (StoreException | KvException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
