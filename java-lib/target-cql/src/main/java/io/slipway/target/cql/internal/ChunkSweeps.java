package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.google.protobuf.ByteString;
import io.slipway.target.cql.chunk.ChunkSweeper;
import io.slipway.target.cql.internal.TableStatements.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Walks over all keys that have chunks and collects the useless ones, one key after the other. */
final class ChunkSweeps {

    private static final int PAGE_KEYS = 100;

    private final TableParts parts;
    private final boolean dryRun;

    /** @param dryRun only looks */
    ChunkSweeps(TableParts parts, boolean dryRun) {
        this.parts = parts;
        this.dryRun = dryRun;
    }

    /**
     * Sweeps the whole table.
     *
     * @param pageTimeout for each {@value #PAGE_KEYS} keys
     */
    CompletionStage<Integer> sweep(Duration pageTimeout) {
        var keys = parts.statements()
                .bind(Kind.CHUNK_KEYS)
                .with(Long.MIN_VALUE)
                .with(Long.MAX_VALUE)
                .done()
                .setPageSize(PAGE_KEYS)
                .build();
        return parts.requests()
                .read(keys, deadline(pageTimeout), this::what)
                .thenCompose(page -> sweep(page, 0, pageTimeout));
    }

    private CompletionStage<Integer> sweep(AsyncResultSet page, int before, Duration pageTimeout) {
        List<ByteString> keys = new ArrayList<>();
        page.currentPage().forEach(row -> keys.add(RowReader.bytes(row, "key")));
        CompletionStage<Integer> swept = ChunkSweeper.sweep(
                        new CqlRows(parts, deadline(pageTimeout), "sweep"), keys, dryRun)
                .thenApply(count -> before + count);
        return page.hasMorePages()
                ? swept.thenCompose(count -> parts.requests()
                        .nextPage(page, deadline(pageTimeout), this::what)
                        .thenCompose(next -> sweep(next, count, pageTimeout)))
                : swept;
    }

    private Deadline deadline(Duration timeout) {
        return Deadline.after(timeout, parts.time());
    }

    private String what() {
        return "table '" + parts.spec().name() + "', sweep of chunks";
    }
}
