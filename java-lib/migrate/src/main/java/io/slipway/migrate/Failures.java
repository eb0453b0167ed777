package io.slipway.migrate;

import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** What a failed stage of asynchronous work says about the next step. */
public final class Failures {

    private Failures() {}

    /** The failure itself, without the wrappers that completion stages add. */
    public static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Makes an asynchronous call; what it throws becomes a stage that fails with it. */
    public static <T> CompletionStage<T> caught(Supplier<? extends CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Whether repeating an idempotent step a little later may succeed: the other side is away, overloaded or did not answer. Where somebody
     * must mend something first, it may not.
     */
    public static boolean passing(Throwable thrown) {
        Throwable cause = cause(thrown);
        if (cause instanceof StoreException store) {
            return switch (store.kind()) {
                case OVERLOADED, UNAVAILABLE, UNKNOWN -> true;
                case STALE_EPOCH, SEALED, REJECTED, TABLE_REFUSED, CORRUPT -> false;
            };
        }
        return cause instanceof KvException known
                && (known.code().category() == KvErrorCategory.UNAVAILABLE
                        || known.code().category() == KvErrorCategory.OVERLOADED);
    }

    /** Whether what is stored contradicts itself, so that it cannot be read. */
    public static boolean corrupt(Throwable thrown) {
        return cause(thrown) instanceof StoreException store && store.kind() == StoreException.Kind.CORRUPT;
    }

    /** Whether a write that failed so may have had an effect, or may have one later. */
    public static boolean maybeApplied(Throwable thrown) {
        Throwable cause = cause(thrown);
        if (cause instanceof StoreException store) {
            return store.kind().maybeApplied();
        }
        return !(cause instanceof KvException known) || known.maybeApplied();
    }

    /** The same answer; a failure is one that the interface's users know. */
    public static <T> CompletionStage<T> known(CompletionStage<T> answer) {
        return answer.exceptionallyCompose(thrown -> CompletableFuture.failedFuture(known(thrown)));
    }

    /** The failure as the interface's users see it. */
    public static KvException known(Throwable thrown) {
        Throwable cause = cause(thrown);
        if (cause instanceof KvException known) {
            return known;
        }
        return cause instanceof StoreException store
                ? KvException.of(store.code(), String.valueOf(store.getMessage()), store)
                : KvException.of(
                        KvErrorCode.INTERNAL_ERROR,
                        "unexpected " + cause.getClass().getName() + ": " + cause.getMessage(),
                        cause);
    }
}
