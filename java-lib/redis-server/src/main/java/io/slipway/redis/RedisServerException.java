package io.slipway.redis;

import java.io.Serial;

/** A server did not start, or a signal did not reach it. The message says what to install, or ends with the tail of the server's log. */
public final class RedisServerException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    RedisServerException(String message, Throwable cause) {
        super(message, cause);
    }

    RedisServerException(String message) {
        super(message);
    }
}
