package io.slipway.target.cql.chunk;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Collects chunks that a later write made useless and did not remove itself, as small puts do not.
 *
 * <p>It decides by the row alone, read like any other (at a quorum): chunks below the row's version go. Where no row is found, nothing
 * goes: the head may be about to be written. Repeatable; may run beside readers and writers.
 */
public final class ChunkSweeper {

    private ChunkSweeper() {}

    /**
     * Sweeps the chunks of {@code keys}, one after the other. Completes with the number of keys whose chunks were collected.
     *
     * @param dryRun only looks: the keys are counted, and everything is left as it is
     */
    public static CompletionStage<Integer> sweep(ChunkRows rows, Collection<ByteString> keys, boolean dryRun) {
        CompletionStage<Integer> swept = CompletableFuture.completedStage(0);
        for (ByteString key : keys) {
            swept = swept.thenCompose(count -> sweep(rows, key, dryRun).thenApply(done -> done ? count + 1 : count));
        }
        return swept;
    }

    private static CompletionStage<Boolean> sweep(ChunkRows rows, ByteString key, boolean dryRun) {
        return rows.read(key)
                .thenCompose(row ->
                        dryRun ? CompletableFuture.completedStage(row.isPresent()) : deleteBelow(rows, key, row));
    }

    private static CompletionStage<Boolean> deleteBelow(ChunkRows rows, ByteString key, Optional<Row> row) {
        return row.isEmpty()
                ? CompletableFuture.completedStage(false)
                : rows.deleteChunksBelow(key, row.get().version()).thenApply(done -> true);
    }
}
