package io.slipway.spi.target;

import io.slipway.spi.StoreCheck;
import io.slipway.spi.StoreException;
import io.slipway.spi.TableSpec;
import io.slipway.spi.audit.AuditLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A connection to the new store. Fails with {@link StoreException}; thread-safe. */
public interface TargetStore extends AutoCloseable {

    TargetCapabilities capabilities();

    /**
     * Creates the table (and what large values need) or verifies that the existing one has exactly this layout and schema.
     *
     * @throws io.slipway.kv.KvException (completing with it) TABLE_SCHEMA if another layout or schema is there; nothing is changed then
     */
    CompletionStage<Void> prepare(TableSpec spec);

    /** The statements that {@link #prepare} would execute now, for people to read; none if everything is there. Changes nothing. */
    default CompletionStage<List<String>> preparation(TableSpec spec) {
        return CompletableFuture.completedFuture(List.of());
    }

    /** What an operator may set for this table at the servers, which Slipway leaves alone: one sentence each, with the statement to execute. */
    default CompletionStage<List<String>> tuning(TableSpec spec) {
        return CompletableFuture.completedFuture(List.of());
    }

    /** What an operator should know of the servers: product, replication, schema, clocks beside this machine's. Changes nothing. */
    default CompletionStage<List<StoreCheck>> checks() {
        return CompletableFuture.completedFuture(List.of());
    }

    /** Opens a prepared table, verifying it like {@link #prepare} without creating anything. */
    CompletionStage<TargetTable> open(TableSpec spec);

    /**
     * Applies all writes or none of them in the end, through a durable redo record; completes when all are applied. A failure of kind {@link
     * StoreException.Kind#UNKNOWN} means that all or none will be, once {@link #recoverBatches} ran.
     */
    CompletionStage<Void> applyAtomically(List<TargetWrite> writes, Duration timeout);

    /** Finishes batches whose process died: re-applies redo records older than {@code olderThan}. Answers how many it finished. */
    CompletionStage<Integer> recoverBatches(Duration olderThan);

    /**
     * Collects what replaced large values have left behind in a table. May run at any time, beside anything, and again.
     *
     * @param dryRun only looks: nothing is collected
     * @param pageTimeout for each hundred or so keys
     * @return the number of keys whose large values were looked through
     */
    default CompletionStage<Integer> sweep(TableSpec spec, boolean dryRun, Duration pageTimeout) {
        return CompletableFuture.completedFuture(0);
    }

    /** Where what goes wrong with tables' keys is kept; {@link AuditLog#NONE} for a store that keeps nothing of the kind. */
    default AuditLog audit() {
        return AuditLog.NONE;
    }

    @Override
    void close();
}
