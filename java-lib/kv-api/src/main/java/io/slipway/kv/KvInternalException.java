package io.slipway.kv;

import org.jspecify.annotations.Nullable;

/** A defect, or stored data that contradicts itself. */
public final class KvInternalException extends KvException {

    private static final long serialVersionUID = 1L;

    KvInternalException(KvErrorCode code, String detail, @Nullable Throwable cause) {
        super(code, detail, cause);
    }
}
