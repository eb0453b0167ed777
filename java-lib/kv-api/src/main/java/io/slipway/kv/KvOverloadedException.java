package io.slipway.kv;

import org.jspecify.annotations.Nullable;

/** Too much is in flight; nothing was applied. Back off before the next attempt. */
public final class KvOverloadedException extends KvException {

    private static final long serialVersionUID = 1L;

    KvOverloadedException(KvErrorCode code, String detail, @Nullable Throwable cause) {
        super(code, detail, cause);
    }
}
