package io.slipway.migrate.router;

import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Failures;
import io.slipway.spi.StoreException;
import org.jspecify.annotations.Nullable;

/** Translates what stores fail with into what callers see. */
final class CallFailures {

    private CallFailures() {}

    /** The kind of a store's failure; null if something else failed. */
    static StoreException.@Nullable Kind kind(Throwable thrown) {
        return Failures.cause(thrown) instanceof StoreException failure ? failure.kind() : null;
    }

    /** Whether the source refused the call because the table has moved on. */
    static boolean moved(Throwable thrown) {
        StoreException.Kind kind = kind(thrown);
        return kind == StoreException.Kind.STALE_EPOCH || kind == StoreException.Kind.SEALED;
    }

    /** What the caller of {@code operation} sees. */
    static KvException toCaller(String operation, boolean write, Throwable thrown) {
        Throwable bare = Failures.cause(thrown);
        if (bare instanceof KvException known) {
            return known;
        }
        String detail = operation + ": " + (bare.getMessage() == null ? bare.toString() : bare.getMessage());
        if (bare instanceof StoreException failure) {
            return KvException.of(code(failure, write), detail, failure);
        }
        return KvException.of(write ? KvErrorCode.WRITE_INTERRUPTED : KvErrorCode.INTERNAL_ERROR, detail, bare);
    }

    /** An unknown outcome must never look like a failure without effect, and a read has no outcome to be unknown. */
    private static KvErrorCode code(StoreException failure, boolean write) {
        boolean unknown = failure.code().category() == KvErrorCategory.UNKNOWN_OUTCOME;
        if (failure.kind().maybeApplied() || unknown) {
            if (!write) {
                return KvErrorCode.DEADLINE;
            }
            return unknown ? failure.code() : KvErrorCode.WRITE_TIMEOUT;
        }
        return failure.code();
    }
}
