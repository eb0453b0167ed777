package io.slipway.kv;

import org.jspecify.annotations.Nullable;

/** Another writer was faster, or the table moved on; nothing was applied. */
public final class KvConflictException extends KvException {

    private static final long serialVersionUID = 1L;

    KvConflictException(KvErrorCode code, String detail, @Nullable Throwable cause) {
        super(code, detail, cause);
    }
}
