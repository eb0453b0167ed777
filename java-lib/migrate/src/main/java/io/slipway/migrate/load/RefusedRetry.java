package io.slipway.migrate.load;

import io.slipway.migrate.Failures;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A second try for rows that the target refused: they are read afresh, for they may have been mended, or deleted, at the source. */
record RefusedRetry(Executor executor, SourceStore source, TargetTable target, Duration timeout) {

    /** Refused rows tend to be large ones: few at a time, or one fenced read would hold the source up and outlast its deadline. */
    private static final int KEYS_PER_READ = 16;

    /** Answers which of them are refused still. Idempotent; fails if one side is away. */
    CompletionStage<List<RefusedRow>> run(List<RefusedRow> rows) {
        return run(rows, 0, List.of());
    }

    private CompletionStage<List<RefusedRow>> run(List<RefusedRow> rows, int from, List<RefusedRow> left) {
        if (from >= rows.size()) {
            return CompletableFuture.completedFuture(left);
        }
        List<RefusedRow> part = rows.subList(from, Math.min(from + KEYS_PER_READ, rows.size()));
        return source.fencedRead(
                        target.spec().name(), part.stream().map(RefusedRow::key).toList())
                .thenCompose(fenced -> apply(part, 0, fenced, left))
                .thenComposeAsync(more -> run(rows, from + KEYS_PER_READ, more), executor);
    }

    private CompletionStage<List<RefusedRow>> apply(
            List<RefusedRow> rows, int next, FencedRead fenced, List<RefusedRow> left) {
        if (next == rows.size()) {
            return CompletableFuture.completedFuture(List.copyOf(left));
        }
        RefusedRow row = rows.get(next);
        StoredValue stored = fenced.found().get(row.key());
        Mutation mutation = stored == null ? Mutation.delete() : Mutation.put(stored);
        return target.apply(new VersionedWrite(row.key(), mutation, fenced.version()), timeout)
                .handle((done, thrown) -> {
                    if (thrown != null && !RowFlow.refusal(thrown)) {
                        throw new CompletionException(Failures.cause(thrown));
                    }
                    return thrown == null ? left : with(left, row);
                })
                .thenComposeAsync(more -> apply(rows, next + 1, fenced, more), executor);
    }

    private static List<RefusedRow> with(List<RefusedRow> rows, RefusedRow row) {
        List<RefusedRow> more = new ArrayList<>(rows);
        more.add(row);
        return more;
    }
}
