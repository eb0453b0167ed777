package io.slipway.kv.spi;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Turns an asynchronous answer into a synchronous one whose exceptions show the caller's line. */
public final class Waiting {

    private Waiting() {}

    /**
     * Waits for {@code stage}, which must be bounded by a deadline of its own.
     *
     * @throws KvException what the stage failed with, with the caller's stack. An interrupted wait fails with an unknown outcome, and the
     *     thread's interrupt flag is set again.
     */
    public static <T> T on(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KvException.of(
                    KvErrorCode.WRITE_INTERRUPTED,
                    "the thread was interrupted while it waited; a write may have been applied",
                    e);
        } catch (CancellationException e) {
            throw KvException.of(
                    KvErrorCode.WRITE_INTERRUPTED, "the operation was cancelled; a write may have been applied", e);
        } catch (ExecutionException e) {
            throw asThrown(e.getCause());
        }
    }

    /** The catalogue's exception in a failure: unwrapped from completion wrappers; anything unknown becomes an internal error. */
    public static KvException failure(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof KvException known
                ? known
                : KvException.of(
                        KvErrorCode.INTERNAL_ERROR,
                        "unexpected " + cause.getClass().getName() + ": " + cause.getMessage(),
                        cause);
    }

    private static KvException asThrown(Throwable thrown) {
        return failure(thrown).withCallerStack();
    }
}
