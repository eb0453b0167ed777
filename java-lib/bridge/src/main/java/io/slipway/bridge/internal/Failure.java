package io.slipway.bridge.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a caller of the C interface is told of a failure: the number of a code of the catalogue, and a message. */
record Failure(int code, String message) {

    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    /** Of what fails when even its description does: there is no memory or no stack left. */
    static final Failure UNDESCRIBED = of(KvErrorCode.INTERNAL_ERROR, "the JVM is short of memory");

    static Failure of(KvErrorCode code, String message) {
        return new Failure(code.number(), message);
    }

    /** What {@code thrown} says if it is Slipway's; anything else is a defect, and is logged with its stack. */
    static Failure of(Throwable thrown) {
        try {
            return describe(thrown);
        } catch (Throwable t) {
            return UNDESCRIBED;
        }
    }

    private static Failure describe(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof KvException known) {
            return of(known.code(), known.detail());
        }
        LOG.error("an operation failed in a way that Slipway does not know", cause);
        return of(
                KvErrorCode.INTERNAL_ERROR,
                "the operation failed with " + cause.getClass().getName());
    }

    byte[] messageBytes() {
        return message.getBytes(UTF_8);
    }

    /** Fills the caller's {@code slipway_error}. */
    void tell(long error) {
        Native.fail(error, code, messageBytes());
    }
}
