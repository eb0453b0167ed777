package io.slipway.source.redis.internal;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisReadOnlyException;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Says of each failure what it means for the operation: not applied, refused for good, or unknown. */
final class Failures {

    private Failures() {}

    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /**
     * A failed operation.
     *
     * @param what names operation and table
     */
    static RuntimeException of(Throwable failure, Effect effect, String what) {
        Throwable cause = unwrap(failure);
        if (cause instanceof StoreException || cause instanceof KvException) {
            return (RuntimeException) cause;
        }
        if (cause instanceof RedisCommandExecutionException refused) {
            return refused(refused, effect, what);
        }
        return switch (effect) {
            case NONE -> away(what + ": the connection to the Redis server was lost; try again", cause);
            case CHANGE ->
                new StoreException(
                        Kind.UNKNOWN,
                        KvErrorCode.WRITE_INTERRUPTED,
                        what + ": sent, and the connection to the Redis server was lost before its answer; it may be"
                                + " applied",
                        cause);
        };
    }

    /** An operation whose time was over. */
    static StoreException late(Effect effect, boolean sent, String what) {
        if (!sent) {
            return away(what + ": no connection to the Redis server in time; nothing was sent, try again", null);
        }
        return switch (effect) {
            case NONE ->
                new StoreException(
                        Kind.UNAVAILABLE, KvErrorCode.DEADLINE, what + ": no answer from the Redis server in time");
            case CHANGE ->
                new StoreException(
                        Kind.UNKNOWN,
                        KvErrorCode.WRITE_TIMEOUT,
                        what + ": sent, and not answered by the Redis server in time; it may be applied, or be applied"
                                + " later");
        };
    }

    static StoreException away(String text, @Nullable Throwable cause) {
        return new StoreException(Kind.UNAVAILABLE, KvErrorCode.SOURCE_UNAVAILABLE, text, cause);
    }

    static StoreException closed(String what) {
        return new StoreException(
                Kind.UNAVAILABLE, KvErrorCode.CLOSED, what + ": the store is closed; open another one");
    }

    /** Whether the server became a replica, or loads another's data. */
    static boolean isDemoted(Throwable failure) {
        return failure instanceof RedisReadOnlyException || failure instanceof RedisLoadingException;
    }

    /** Whether the server takes no writes as long as its disk fails or replicas are missing, and begins no script that writes. */
    static boolean isReadOnlyForNow(Throwable failure) {
        String error = String.valueOf(unwrap(failure).getMessage());
        return error.startsWith("MISCONF") || error.startsWith("NOREPLICAS");
    }

    /** Whether user, password or rights were refused. */
    static boolean isDenied(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        return text.startsWith("NOPERM")
                || text.startsWith("WRONGPASS")
                || text.startsWith("NOAUTH")
                || text.startsWith("ERR AUTH")
                || isDeniedWithin(failure);
    }

    /** Whether a right was missing in the midst of a script, which is not rolled back. */
    private static boolean isDeniedWithin(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        return text.contains("The user executing the script can't") || text.contains("ACL failure in script");
    }

    static StoreException denied(Throwable cause, String what) {
        return new StoreException(
                Kind.REJECTED,
                KvErrorCode.CREDENTIALS,
                what + ": the Redis server refuses user, password or rights (" + cause.getMessage()
                        + "); io.slipway.source.redis lists the rights that are needed",
                cause);
    }

    /** The server answered with an error that no script of this library gives. */
    private static StoreException refused(RedisCommandExecutionException cause, Effect effect, String what) {
        String error = String.valueOf(cause.getMessage());
        String text = what + ": the Redis server refuses it: " + error;
        if (isDenied(cause) && (effect == Effect.NONE || !isDeniedWithin(cause))) {
            return denied(cause, what);
        }
        if (cause instanceof RedisReadOnlyException
                || cause instanceof RedisLoadingException
                || cause instanceof RedisBusyException
                || error.startsWith("MASTERDOWN")
                || error.startsWith("NOREPLICAS")) {
            return away(text, cause);
        }
        if (error.startsWith("MISCONF")) {
            return new StoreException(Kind.UNAVAILABLE, KvErrorCode.DISK_FULL, text, cause);
        }
        if (error.startsWith("OOM")) {
            return new StoreException(Kind.OVERLOADED, KvErrorCode.OVERLOADED_SERVER, text, cause);
        }
        return switch (effect) {
            case NONE -> new StoreException(Kind.CORRUPT, KvErrorCode.DATA_CORRUPT, text, cause);
            case CHANGE ->
                new StoreException(
                        Kind.UNKNOWN,
                        KvErrorCode.WRITE_INTERRUPTED,
                        text + "; what the script did before that stays",
                        cause);
        };
    }
}
