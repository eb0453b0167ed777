package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.retry.RetryDecision;
import com.datastax.oss.driver.api.core.retry.RetryPolicy;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import com.datastax.oss.driver.api.core.session.Request;
import org.jspecify.annotations.Nullable;

/**
 * Retries once, at the next node, and only where a node was lost or saw too few replicas; every other outcome goes to the caller.
 *
 * <p>A conditional statement is never retried. A retried write carries the version of the first attempt, so it cannot apply twice; {@link Failures} still calls the whole unknown if
 * any attempt was. The driver creates it by name, with this constructor.
 */
// The driver still calls these through their newer forms, and demands them.
@SuppressWarnings("deprecation")
public final class OutcomeRetryPolicy implements RetryPolicy {

    public OutcomeRetryPolicy(@Nullable DriverContext context, @Nullable String profile) {}

    @Override
    public RetryDecision onReadTimeout(
            Request request, ConsistencyLevel level, int blockFor, int received, boolean dataPresent, int retryCount) {
        return RetryDecision.RETHROW;
    }

    @Override
    public RetryDecision onWriteTimeout(
            Request request, ConsistencyLevel level, WriteType writeType, int blockFor, int received, int retryCount) {
        return RetryDecision.RETHROW;
    }

    @Override
    public RetryDecision onUnavailable(
            Request request, ConsistencyLevel level, int required, int alive, int retryCount) {
        return conditional(request) ? RetryDecision.RETHROW : once(retryCount);
    }

    @Override
    public RetryDecision onRequestAborted(Request request, Throwable error, int retryCount) {
        boolean lost = error instanceof ClosedConnectionException || error instanceof HeartbeatException;
        return lost ? once(retryCount) : RetryDecision.RETHROW;
    }

    @Override
    public RetryDecision onErrorResponse(Request request, CoordinatorException error, int retryCount) {
        return RetryDecision.RETHROW;
    }

    @Override
    public void close() {}

    /** Those alone are not idempotent here. The driver asks nothing but this about them; too few replicas may mean it is decided. */
    private static boolean conditional(Request request) {
        return Boolean.FALSE.equals(request.isIdempotent());
    }

    private static RetryDecision once(int retryCount) {
        return retryCount == 0 ? RetryDecision.RETRY_NEXT : RetryDecision.RETHROW;
    }
}
