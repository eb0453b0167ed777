package io.slipway.spi.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the audit log are asked for.
 *
 * @param since the oldest moment of interest
 * @param service only what this service's processes found; null for all
 * @param limit at most so many, the newest ones
 */
public record AuditQuery(String table, Instant since, @Nullable String service, int limit) {

    public AuditQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is at least 1, not " + limit);
        }
    }
}
