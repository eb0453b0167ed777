package io.slipway.kv;

import org.jspecify.annotations.Nullable;

/** A store cannot be reached or did not answer a read in time; nothing was applied. */
public final class KvUnavailableException extends KvException {

    private static final long serialVersionUID = 1L;

    KvUnavailableException(KvErrorCode code, String detail, @Nullable Throwable cause) {
        super(code, detail, cause);
    }
}
