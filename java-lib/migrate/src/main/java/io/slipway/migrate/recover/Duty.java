package io.slipway.migrate.recover;

import java.time.Duration;

/** Whose turn it is to look after a table's outbox. Called often, on any thread. */
@FunctionalInterface
public interface Duty {

    /** Everybody's, always. */
    Duty ALWAYS = (table, sinceLast) -> true;

    /** Whether this process looks now, having looked last so long ago. */
    boolean due(String table, Duration sinceLast);
}
