package io.slipway.kv;

import org.jspecify.annotations.Nullable;

/** A write may or may not have been applied, now or shortly after. Read the key, or repeat the write if that is harmless. */
public final class KvUnknownOutcomeException extends KvException {

    private static final long serialVersionUID = 1L;

    KvUnknownOutcomeException(KvErrorCode code, String detail, @Nullable Throwable cause) {
        super(code, detail, cause);
    }
}
