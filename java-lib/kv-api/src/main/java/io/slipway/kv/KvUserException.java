package io.slipway.kv;

import org.jspecify.annotations.Nullable;

/** The request or the configuration is wrong; nothing was applied and repeating it cannot help. */
public final class KvUserException extends KvException {

    private static final long serialVersionUID = 1L;

    KvUserException(KvErrorCode code, String detail, @Nullable Throwable cause) {
        super(code, detail, cause);
    }
}
