package io.slipway.cassandra;

import java.io.Serial;

/** A server did not start, or a signal did not reach it. The message ends with the tail of the server's log. */
public final class CassandraException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    CassandraException(String message, Throwable cause) {
        super(message, cause);
    }

    CassandraException(String message) {
        super(message);
    }
}
