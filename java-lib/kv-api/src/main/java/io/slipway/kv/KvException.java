package io.slipway.kv;

import org.jspecify.annotations.Nullable;

/**
 * What every failed operation throws, or completes with: a code of the catalogue and a message that names the table, the operation and
 * the key (never the value), and what to do next.
 *
 * <p>There is one subclass a category. Ask {@link #retryable()} and {@link #maybeApplied()} before listing codes.
 */
public abstract sealed class KvException extends RuntimeException
        permits KvUserException,
                KvConflictException,
                KvUnavailableException,
                KvOverloadedException,
                KvUnknownOutcomeException,
                KvInternalException {

    private static final long serialVersionUID = 1L;

    private final KvErrorCode code;
    private final String detail;

    KvException(KvErrorCode code, String detail, @Nullable Throwable cause) {
        super(code.printed() + " " + code.name() + ": " + detail, cause);
        this.code = code;
        this.detail = detail;
    }

    /** The exception of the code's category. */
    public static KvException of(KvErrorCode code, String detail, @Nullable Throwable cause) {
        return switch (code.category()) {
            case USER -> new KvUserException(code, detail, cause);
            case CONFLICT -> new KvConflictException(code, detail, cause);
            case UNAVAILABLE -> new KvUnavailableException(code, detail, cause);
            case OVERLOADED -> new KvOverloadedException(code, detail, cause);
            case UNKNOWN_OUTCOME -> new KvUnknownOutcomeException(code, detail, cause);
            case INTERNAL -> new KvInternalException(code, detail, cause);
        };
    }

    /** The exception of the code's category, without a cause. */
    public static KvException of(KvErrorCode code, String detail) {
        return of(code, detail, null);
    }

    public KvErrorCode code() {
        return code;
    }

    /** The message without the code. */
    public String detail() {
        return detail;
    }

    /** Whether the same call may succeed later without any change. */
    public boolean retryable() {
        return code.retryable();
    }

    /** Whether the failed call may have taken effect, now or shortly after. */
    public boolean maybeApplied() {
        return code.maybeApplied();
    }

    /** A copy whose stack is the current thread's and whose cause is this: what a synchronous call throws for an asynchronous failure. */
    public KvException withCallerStack() {
        return of(code, detail, this);
    }
}
