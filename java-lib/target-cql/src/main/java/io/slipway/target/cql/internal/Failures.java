package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ProtocolError;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Says of each failure of the driver what it means for the request: applied by nobody, maybe applied, or refused for good.
 *
 * <p>A write is unknown as soon as one attempt was sent and not answered with a refusal; the last attempt's error alone would hide that.
 */
public final class Failures {

    private Failures() {}

    public static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** A failed read, never applied. {@code what} names table, operation and key. */
    static RuntimeException ofRead(Throwable failure, String what) {
        Throwable cause = unwrap(failure);
        if (cause instanceof StoreException || cause instanceof KvException) {
            return (RuntimeException) cause;
        }
        if (cause instanceof DriverTimeoutException) {
            return new StoreException(
                    Kind.UNAVAILABLE, KvErrorCode.DEADLINE, what + ": no answer before the deadline", cause);
        }
        // Nothing but the table's schema can be wrong with a read: its key was checked before.
        return certain(cause, Kind.TABLE_REFUSED, KvErrorCode.TABLE_SCHEMA, what);
    }

    /** A failed write. {@code what} names table, operation and key. */
    static RuntimeException ofWrite(Throwable failure, String what) {
        Throwable cause = unwrap(failure);
        if (cause instanceof StoreException || cause instanceof KvException) {
            return (RuntimeException) cause;
        }
        return wasAskedTwice(cause) || attempts(cause).stream().anyMatch(Failures::mayBeApplied)
                ? unknown(cause, what)
                : certain(cause, Kind.REJECTED, KvErrorCode.WRITE_REFUSED, what);
    }

    /**
     * A failed lightweight transaction. Unlike a plain write it may be applied where too few replicas were there: if they were missed for
     * its commit, it was decided before.
     */
    static RuntimeException ofConditional(Throwable failure, String what) {
        Throwable cause = unwrap(failure);
        boolean decided = attempts(cause).stream()
                .anyMatch(attempt -> attempt instanceof UnavailableException unavailable
                        && !unavailable.getConsistencyLevel().isSerial());
        return decided ? unknown(cause, what) : ofWrite(cause, what);
    }

    private static StoreException unknown(Throwable cause, String what) {
        boolean late = cause instanceof DriverTimeoutException || cause instanceof WriteTimeoutException;
        return new StoreException(
                Kind.UNKNOWN,
                late ? KvErrorCode.WRITE_TIMEOUT : KvErrorCode.WRITE_INTERRUPTED,
                what + ": sent, and not confirmed; it may be applied, or be applied later (" + cause.getMessage() + ")",
                cause);
    }

    /** A call whose time was over before its next request was sent. */
    static StoreException late(String what) {
        return new StoreException(
                Kind.UNAVAILABLE, KvErrorCode.DEADLINE, what + ": the deadline passed before the request was sent");
    }

    /** A failure that leaves nothing behind. */
    private static StoreException certain(Throwable cause, Kind refused, KvErrorCode refusedCode, String what) {
        String text = what + ": " + cause.getMessage();
        if (attempts(cause).stream().anyMatch(BusyConnectionException.class::isInstance)) {
            return new StoreException(Kind.OVERLOADED, KvErrorCode.OVERLOADED_IN_FLIGHT, text, cause);
        }
        if (cause instanceof OverloadedException) {
            return new StoreException(Kind.OVERLOADED, KvErrorCode.OVERLOADED_SERVER, text, cause);
        }
        if (cause instanceof UnauthorizedException) {
            // Also what a server says that cannot look grants up just now.
            return new StoreException(Kind.TABLE_REFUSED, KvErrorCode.CREDENTIALS, text, cause);
        }
        if (cause instanceof QueryValidationException || cause instanceof ProtocolError) {
            return new StoreException(refused, refusedCode, text, cause);
        }
        if (cause instanceof DriverException) {
            return new StoreException(Kind.UNAVAILABLE, KvErrorCode.TARGET_UNAVAILABLE, text, cause);
        }
        if (cause instanceof IllegalStateException) {
            return new StoreException(Kind.UNAVAILABLE, KvErrorCode.CLOSED, text, cause);
        }
        return new StoreException(Kind.REJECTED, KvErrorCode.INTERNAL_ERROR, text, cause);
    }

    /** The node that refused is then not the only one that has the request, and the other has not answered. */
    private static boolean wasAskedTwice(Throwable cause) {
        return cause instanceof DriverException driver
                && driver.getExecutionInfo() != null
                && driver.getExecutionInfo().getSpeculativeExecutionCount() > 0;
    }

    private static boolean mayBeApplied(Throwable attempt) {
        if (attempt instanceof CoordinatorException) {
            return !(attempt instanceof UnavailableException
                    || attempt instanceof OverloadedException
                    || attempt instanceof BootstrappingException
                    || attempt instanceof ProtocolError
                    || attempt instanceof QueryValidationException);
        }
        return attempt instanceof DriverTimeoutException
                || attempt instanceof ClosedConnectionException
                || attempt instanceof HeartbeatException;
    }

    /** The failure itself and those of the attempts before it. */
    private static List<Throwable> attempts(Throwable failure) {
        List<Throwable> attempts = new ArrayList<>();
        attempts.add(failure);
        if (failure instanceof AllNodesFailedException all) {
            all.getAllErrors().values().forEach(attempts::addAll);
        }
        if (failure instanceof DriverException driver && driver.getExecutionInfo() != null) {
            driver.getExecutionInfo().getErrors().stream()
                    .map(Map.Entry::getValue)
                    .forEach(attempts::add);
        }
        attempts.removeIf(NodeUnavailableException.class::isInstance);
        return attempts;
    }
}
