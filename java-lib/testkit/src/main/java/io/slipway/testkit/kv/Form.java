package io.slipway.testkit.kv;

import io.slipway.kv.KvException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The two forms of every operation. */
public enum Form {
    SYNC,
    ASYNC;

    private static final long WAIT_SECONDS_MAX = 60;

    /** The answer of this form of an operation. */
    <T> T of(Supplier<T> sync, Supplier<CompletionStage<T>> async) {
        return this == SYNC ? sync.get() : answer(async.get());
    }

    /** Runs this form of an operation that answers nothing. */
    void of(Runnable sync, Supplier<CompletionStage<Void>> async) {
        if (this == SYNC) {
            sync.run();
        } else {
            answer(async.get());
        }
    }

    /** The value of {@code stage}, or the very {@link KvException} that it completed with. */
    static <T> T answer(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapper ? wrapper.getCause() : e.getCause();
            if (cause instanceof KvException failure) {
                throw failure;
            }
            throw new AssertionError("completed with something that is no KvException: " + cause, cause);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + WAIT_SECONDS_MAX + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
