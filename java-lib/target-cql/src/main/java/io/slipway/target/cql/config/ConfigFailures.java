package io.slipway.target.cql.config;

import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.StoreException;
import io.slipway.target.cql.internal.Failures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says of a failure that it is the config store's, whoever in the target's machinery found it. */
final class ConfigFailures {

    private ConfigFailures() {}

    /** Fails with {@code failure}: what it says of the target's being away is said of the config store, the kind is kept. */
    static <T> CompletionStage<T> asConfig(Throwable failure) {
        Throwable cause = Failures.unwrap(failure);
        if (cause instanceof StoreException store && saysOfTarget(store.code())) {
            return CompletableFuture.failedStage(new StoreException(
                    store.kind(),
                    KvErrorCode.CONFIG_UNAVAILABLE,
                    "the config store does not answer as it should: " + store.getMessage(),
                    store));
        }
        return CompletableFuture.failedStage(cause);
    }

    /** As {@link #asConfig}, for opening: the failure is one of the catalogue's. */
    static <T> CompletionStage<T> asKnown(Throwable failure) {
        Throwable cause = Failures.unwrap(failure);
        if (cause instanceof StoreException store) {
            return asKnown(KvException.of(store.code(), String.valueOf(store.getMessage()), store));
        }
        return CompletableFuture.failedStage(
                cause instanceof KvException known && saysOfTarget(known.code())
                        ? KvException.of(
                                KvErrorCode.CONFIG_UNAVAILABLE,
                                "the config store cannot be opened: " + known.detail(),
                                known)
                        : cause);
    }

    private static boolean saysOfTarget(KvErrorCode code) {
        KvErrorCategory category = code.category();
        return category == KvErrorCategory.UNAVAILABLE
                || category == KvErrorCategory.OVERLOADED
                || category == KvErrorCategory.UNKNOWN_OUTCOME;
    }
}
