package io.slipway.spi;

import io.slipway.kv.KvErrorCode;
import org.jspecify.annotations.Nullable;

/** What a store's operation fails with: what happened ({@link Kind}), and the code that a service would see. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What happened, as far as the caller's next step depends on it. */
    public enum Kind {
        /** The source refused the epoch of the operation. Not applied: re-read the config, then repeat. */
        STALE_EPOCH(false),
        /** The source's table is sealed. Not applied: re-read the config, then repeat elsewhere. */
        SEALED(false),
        /** Too much in flight. Not applied. */
        OVERLOADED(false),
        /** The store is away. Not applied. */
        UNAVAILABLE(false),
        /** No answer in time, or the connection broke after sending: a write may have been applied, or be applied later. */
        UNKNOWN(true),
        /** The store refuses this request for good, because of what it asks for. Not applied. */
        REJECTED(false),
        /**
         * The store refuses whatever is asked of this table, or of this login, until somebody mends that: the table is gone or has another
         * schema, a grant is missing. Says nothing of the single request. Not applied.
         */
        TABLE_REFUSED(false),
        /** Stored data contradicts itself. */
        CORRUPT(false);

        private final boolean maybeApplied;

        Kind(boolean maybeApplied) {
            this.maybeApplied = maybeApplied;
        }

        public boolean maybeApplied() {
            return maybeApplied;
        }
    }

    private final Kind kind;
    private final KvErrorCode code;

    public StoreException(Kind kind, KvErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
    }

    public StoreException(Kind kind, KvErrorCode code, String message) {
        this(kind, code, message, null);
    }

    public Kind kind() {
        return kind;
    }

    public KvErrorCode code() {
        return code;
    }
}
