package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoreException;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.target.TargetPage;
import io.slipway.spi.target.TargetSplit;
import io.slipway.target.cql.chunk.ChunkProtocol;
import io.slipway.target.cql.internal.TableStatements.Kind;
import io.slipway.target.cql.layout.PartitionRange;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The scans of one table: in order inside a prefix, or over parts of the ring. */
final class Scans {

    /** A page ends early once its rows have so many bytes: it is held in memory whole. */
    private static final int PAGE_BYTES_MAX = 8 << 20;

    private static final BigInteger RING = BigInteger.ONE.shiftLeft(Long.SIZE);

    private final TableParts parts;
    private final ChunkProtocol protocol;
    private final PageSize pageSize = new PageSize();

    Scans(TableParts parts, ChunkProtocol protocol) {
        this.parts = parts;
        this.protocol = protocol;
    }

    /** Even parts of the ring. They depend on nothing but their number, so that a savepoint finds them again. */
    static List<TargetSplit> splits(int parallelism) {
        return IntStream.range(0, parallelism)
                .mapToObj(i -> new TargetSplit(bound(i, parallelism), bound(i + 1, parallelism)))
                .toList();
    }

    private static long bound(int index, int parallelism) {
        BigInteger bound = RING.multiply(BigInteger.valueOf(index))
                .divide(BigInteger.valueOf(parallelism))
                .add(BigInteger.valueOf(Long.MIN_VALUE));
        return bound.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    CompletionStage<TargetPage> inOrder(KeyRange range, int limit, Deadline deadline) {
        if (range.to() != null
                && ByteString.unsignedLexicographicalComparator().compare(range.from(), range.to()) >= 0) {
            return CompletableFuture.completedStage(new TargetPage(List.of(), null));
        }
        PartitionRange columns = parts.layout().partitionRange(range).orElseThrow();
        List<CompletableFuture<AsyncResultSet>> pages = parts.layout().buckets().stream()
                .map(bucket -> firstPage(columns, bucket, limit, deadline).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(pages.toArray(CompletableFuture<?>[]::new))
                .thenCompose(done -> {
                    MergedScan merge = new MergedScan(
                            pages.stream().map(CompletableFuture::join).toList(),
                            page -> next(page, deadline),
                            parts.reader()::bytes,
                            limit,
                            PAGE_BYTES_MAX);
                    return merge.rows().thenCompose(rows -> {
                        pageSize.saw(rows.size(), bytes(rows));
                        return page(rows, merge.hasMore() ? resumeAt(rows) : null, deadline, false);
                    });
                })
                .thenCompose(page -> shown(page, range, limit, deadline));
    }

    /** Rows that have just expired by this process's clock are not shown, and a page without rows would look like the scan's end. */
    private CompletionStage<TargetPage> shown(TargetPage page, KeyRange range, int limit, Deadline deadline) {
        ByteString resume = page.resume();
        return resume == null || !page.rows().isEmpty()
                ? CompletableFuture.completedStage(page)
                : inOrder(range.behind(resume), limit, deadline);
    }

    private CompletionStage<AsyncResultSet> firstPage(PartitionRange range, int bucket, int limit, Deadline deadline) {
        TableStatements.Binding binding = parts.statements()
                .bind(range.to() == null ? Kind.SCAN_FROM : Kind.SCAN_BETWEEN)
                .withPartition(range.partition(), bucket)
                .with(range.from());
        BoundStatementBuilder statement = (range.to() == null ? binding : binding.with(range.to())).done();
        int buckets = parts.layout().buckets().size();
        int share = Math.max(1, Math.min(limit, 2 * (limit / buckets) + 1));
        return parts.requests().read(statement.setPageSize(pageSize.rows(share)).build(), deadline, what("scan"));
    }

    private CompletionStage<AsyncResultSet> next(AsyncResultSet page, Deadline deadline) {
        return parts.requests().nextPage(page, deadline, what("scan"));
    }

    /** The key behind which an ordered scan goes on. */
    private ByteString resumeAt(List<Row> rows) {
        return parts.reader().key(rows.get(rows.size() - 1));
    }

    CompletionStage<TargetPage> all(TargetSplit split, @Nullable ByteString resume, int limit, Deadline deadline) {
        BoundStatementBuilder statement = parts.statements()
                .bind(Kind.SCAN_ALL)
                .with(split.start())
                .with(split.end())
                .done()
                .setPageSize(pageSize.rows(limit));
        route(statement, split);
        if (resume != null) {
            statement.setPagingState(resume.asReadOnlyByteBuffer());
        }
        return parts.requests()
                .read(statement.build(), deadline, what("scanAll"))
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        resume == null ? Failures.unwrap(failure) : unreadableResume(failure)))
                .thenCompose(page -> {
                    List<Row> rows = new ArrayList<>();
                    page.currentPage().forEach(rows::add);
                    pageSize.saw(rows.size(), bytes(rows));
                    ByteBuffer state = page.getExecutionInfo().getPagingState();
                    return page(rows, state == null ? null : ByteString.copyFrom(state), deadline, true);
                });
    }

    /** Sends the request to a node that owns the part's end; the parts are about as wide as the nodes' own ranges, or narrower. */
    private void route(BoundStatementBuilder statement, TargetSplit split) {
        Optional<TokenMap> tokens = parts.requests().session().getMetadata().getTokenMap();
        tokens.ifPresent(map -> statement.setRoutingToken(map.parse(Long.toString(split.end()))));
    }

    private static Throwable unreadableResume(Throwable failure) {
        Throwable cause = Failures.unwrap(failure);
        boolean refused = cause instanceof StoreException store && store.kind() != StoreException.Kind.UNAVAILABLE;
        return refused
                ? new StoreException(
                        StoreException.Kind.REJECTED,
                        KvErrorCode.SCAN_TOKEN,
                        "the target cannot resume there; the position is of another table or server",
                        cause)
                : cause;
    }

    /**
     * Rows with their values, large ones assembled one after the other as they are large.
     *
     * @param tolerant whether a broken value is told of, rather than fails the page
     */
    private CompletionStage<TargetPage> page(
            List<Row> rows, @Nullable ByteString resume, Deadline deadline, boolean tolerant) {
        List<KeyedValue> values = new ArrayList<>(rows.size());
        List<ByteString> unreadable = new ArrayList<>();
        return fill(values, unreadable, rows.iterator(), deadline, tolerant)
                .thenApply(done -> new TargetPage(values, resume, unreadable));
    }

    /** Adds the rows that are left: those in one piece at once, as nearly all are; at the first in chunks it goes on once that is read. */
    private CompletionStage<Void> fill(
            List<KeyedValue> values,
            List<ByteString> unreadable,
            Iterator<Row> left,
            Deadline deadline,
            boolean tolerant) {
        while (left.hasNext()) {
            Row row = left.next();
            ByteString key = parts.reader().key(row);
            VersionedValue whole = parts.reader().whole(row);
            if (whole != null) {
                values.add(keyed(key, whole));
                continue;
            }
            CompletionStage<Optional<VersionedValue>> value = assembled(row, key, deadline);
            if (value != null) {
                return value.<Void>handle((found, failure) -> {
                            if (failure == null) {
                                found.ifPresent(present -> values.add(keyed(key, present)));
                            } else if (tolerant && isBroken(failure)) {
                                unreadable.add(key);
                            } else {
                                throw new CompletionException(Failures.unwrap(failure));
                            }
                            return null;
                        })
                        .thenCompose(done -> fill(values, unreadable, left, deadline, tolerant));
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /** The value of a row that is not in one piece; null if it has none any more. */
    private @Nullable CompletionStage<Optional<VersionedValue>> assembled(Row row, ByteString key, Deadline deadline) {
        try {
            var content = parts.reader().content(row);
            return content.isEmpty() ? null : protocol.assemble(new CqlRows(parts, deadline, "scan"), key, content);
        } catch (StoreException corrupt) {
            return CompletableFuture.failedFuture(corrupt);
        }
    }

    private long bytes(List<Row> rows) {
        return rows.stream().mapToLong(parts.reader()::bytes).sum();
    }

    private static boolean isBroken(Throwable failure) {
        return Failures.unwrap(failure) instanceof StoreException store && store.kind() == StoreException.Kind.CORRUPT;
    }

    private static KeyedValue keyed(ByteString key, VersionedValue value) {
        return new KeyedValue(key, value.stored(), value.version());
    }

    private Supplier<String> what(String operation) {
        return () -> "table '" + parts.spec().name() + "', " + operation;
    }
}
