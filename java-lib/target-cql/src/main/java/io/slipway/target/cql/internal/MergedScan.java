package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Merges ordered streams of rows into one, by clustering column, until it has enough.
 *
 * <p>It holds one page of each stream. Not thread-safe: made for one scan, each step of which follows the one before.
 */
final class MergedScan {

    private final List<Stream> streams;
    private final Function<AsyncResultSet, CompletionStage<AsyncResultSet>> fetchNext;
    private final ToIntFunction<Row> bytes;
    private final int rowsMax;
    private final int bytesMax;
    private final List<Row> merged = new ArrayList<>();
    private int mergedBytes;

    /** One ordered stream and the rows of its current page that are not merged yet. */
    private static final class Stream {

        private AsyncResultSet page;
        private final Deque<Row> rows = new ArrayDeque<>();

        Stream(AsyncResultSet page) {
            load(page);
        }

        void load(AsyncResultSet next) {
            page = next;
            next.currentPage().forEach(rows::add);
        }

        boolean wantsPage() {
            return rows.isEmpty() && page.hasMorePages();
        }

        ByteString rest() {
            return RowReader.bytes(rows.getFirst(), "c");
        }
    }

    /**
     * Prepares a merge.
     *
     * @param firstPages the first page of each stream
     * @param fetchNext asks for the page behind one
     * @param bytes how large a row is
     * @param bytesMax it stops early once the rows it has are about so large
     */
    MergedScan(
            List<AsyncResultSet> firstPages,
            Function<AsyncResultSet, CompletionStage<AsyncResultSet>> fetchNext,
            ToIntFunction<Row> bytes,
            int rowsMax,
            int bytesMax) {
        this.streams = firstPages.stream().map(Stream::new).toList();
        this.fetchNext = fetchNext;
        this.bytes = bytes;
        this.rowsMax = rowsMax;
        this.bytesMax = bytesMax;
    }

    /** The first rows over all streams, in order. */
    CompletionStage<List<Row>> rows() {
        List<Stream> dry = streams.stream().filter(Stream::wantsPage).toList();
        if (dry.isEmpty()) {
            mergeUntilDry();
            return isDone() ? CompletableFuture.completedStage(merged) : rows();
        }
        CompletableFuture<?>[] pages = dry.stream()
                .map(stream ->
                        fetchNext.apply(stream.page).thenAccept(stream::load).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(pages).thenCompose(done -> rows());
    }

    /** Whether rows may lie behind those that {@link #rows} gave. */
    boolean hasMore() {
        return streams.stream().anyMatch(stream -> !stream.rows.isEmpty() || stream.page.hasMorePages());
    }

    private boolean isDone() {
        return isFull() || !hasMore();
    }

    private boolean isFull() {
        return merged.size() >= rowsMax || mergedBytes >= bytesMax;
    }

    private void mergeUntilDry() {
        while (!isFull() && streams.stream().noneMatch(Stream::wantsPage)) {
            var least = streams.stream()
                    .filter(stream -> !stream.rows.isEmpty())
                    .min(Comparator.comparing(Stream::rest, ByteString.unsignedLexicographicalComparator()));
            if (least.isEmpty()) {
                return;
            }
            Row row = least.get().rows.removeFirst();
            merged.add(row);
            mergedBytes += bytes.applyAsInt(row);
        }
    }
}
