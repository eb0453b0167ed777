package io.slipway.bench.server;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.metadata.token.TokenRange;
import com.datastax.oss.driver.internal.core.metadata.token.Murmur3Token;
import com.google.protobuf.ByteString;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanToken;
import io.slipway.target.cql.internal.StatementTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A plain loop over the old store's pages that keeps as many inserts in flight, and plain parallel scans of both sides. */
final class RawMove extends MoveWork {

    private static final int IN_FLIGHT = 256;
    private static final int PAGE = 1_000;
    private static final int SCANS = 8;

    private final Place place;
    private final CqlSession session;

    RawMove(Place place) {
        this.place = place;
        this.session = RawClient.connect(place);
    }

    @Override
    String side() {
        return "raw";
    }

    @Override
    Run load(String table, int rows) {
        try (KvStore old = Stores.old(place)) {
            fill(old, table, rows);
            create(table);
            Stopwatch watch = new Stopwatch();
            copy(old.table(table), table);
            return watch.after(rows);
        }
    }

    @Override
    Run scan(String table, int rows) {
        try (KvStore old = Stores.old(place)) {
            Stopwatch watch = new Stopwatch();
            CompletableFuture<Long> target = CompletableFuture.supplyAsync(() -> readTarget(table));
            long source = eachPage(old.table(table), entries -> {});
            long both = source + target.join();
            Run run = watch.after(rows);
            if (both != 2L * rows) {
                throw new IllegalStateException("read " + both + " rows, not twice " + rows);
            }
            return run;
        }
    }

    private static void fill(KvStore old, String table, int rows) {
        StoreClient client = new StoreClient(old, table);
        ClosedLoop.run(client::put, rows, IN_FLIGHT);
    }

    private void create(String table) {
        session.execute("CREATE TABLE " + place.keyspace() + "." + table
                + " (key blob PRIMARY KEY, value blob, head blob, expires bigint)");
    }

    private void copy(KvTable from, String table) {
        PreparedStatement write = session.prepare(StatementTexts.write(place.keyspace(), table));
        Semaphore free = new Semaphore(IN_FLIGHT);
        AtomicLong failures = new AtomicLong();
        long version = System.currentTimeMillis() * 1_000;
        eachPage(from, entries -> {
            for (KvEntry entry : entries) {
                free.acquireUninterruptibly();
                session.executeAsync(write.boundStatementBuilder()
                                .setLong(0, version)
                                .setByteBuffer(1, entry.value().asReadOnlyByteBuffer())
                                .setByteBuffer(2, entry.key().asReadOnlyByteBuffer())
                                .build())
                        .whenComplete((answer, thrown) -> {
                            failures.addAndGet(thrown == null ? 0 : 1);
                            free.release();
                        });
            }
        });
        free.acquireUninterruptibly(IN_FLIGHT);
        if (failures.get() > 0) {
            throw new IllegalStateException(failures + " inserts failed");
        }
    }

    private interface Page {
        void take(List<KvEntry> entries);
    }

    private static long eachPage(KvTable table, Page page) {
        long rows = 0;
        @Nullable ScanToken next = ScanToken.START;
        while (next != null) {
            ScanPage read = table.scanAll(next, PAGE);
            page.take(read.entries());
            rows += read.entries().size();
            next = read.next().orElse(null);
        }
        return rows;
    }

    private long readTarget(String table) {
        PreparedStatement read = session.prepare(StatementTexts.scan(place.keyspace(), table));
        List<CompletableFuture<Long>> scans = new ArrayList<>();
        for (TokenRange whole :
                session.getMetadata().getTokenMap().orElseThrow().getTokenRanges()) {
            for (TokenRange part : whole.splitEvenly(SCANS)) {
                for (TokenRange range : part.unwrap()) {
                    scans.add(session.executeAsync(read.boundStatementBuilder()
                                    .setLong(0, ((Murmur3Token) range.getStart()).getValue())
                                    .setLong(1, end(range))
                                    .setPageSize(PAGE)
                                    .build())
                            .thenCompose(page -> count(page, 0))
                            .toCompletableFuture());
                }
            }
        }
        return scans.stream().mapToLong(CompletableFuture::join).sum();
    }

    /** The ring's last range ends at its smallest token. */
    private static long end(TokenRange range) {
        long end = ((Murmur3Token) range.getEnd()).getValue();
        return end == Long.MIN_VALUE ? Long.MAX_VALUE : end;
    }

    private static CompletableFuture<Long> count(AsyncResultSet page, long before) {
        long rows = before;
        for (var row : page.currentPage()) {
            rows += ByteString.copyFrom(row.getByteBuffer("value")).isEmpty() ? 0 : 1;
        }
        long soFar = rows;
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> count(next, soFar)).toCompletableFuture()
                : CompletableFuture.completedFuture(soFar);
    }

    @Override
    public void close() {
        session.close();
    }
}
