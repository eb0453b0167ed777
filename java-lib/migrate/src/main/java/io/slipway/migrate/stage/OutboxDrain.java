package io.slipway.migrate.stage;

import java.util.concurrent.CompletionStage;

/** Whoever applies the outbox to the target: the recoverer. */
@FunctionalInterface
public interface OutboxDrain {

    /**
     * Applies the table's waiting entries with a version below {@code below} now, of a sealed table from frozen reads, and tries those that
     * are parked once more.
     *
     * <p>Completes when it has tried; what is left is seen in the source's outbox status. A failure means to try again later.
     */
    CompletionStage<Void> drain(String table, long below);
}
