package io.slipway.spi.versionless;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvTable;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import io.slipway.kv.spi.AbstractKvTable;
import io.slipway.kv.spi.KvWrite;
import io.slipway.kv.spi.RangeToken;
import io.slipway.kv.spi.StoreContext;
import io.slipway.kv.spi.Waiting;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One table of the old store. */
final class VersionlessKvTable extends AbstractKvTable {

    private final VersionlessStore store;

    VersionlessKvTable(String name, Duration deadline, StoreContext context, VersionlessStore store) {
        super(name, deadline, context);
        this.store = store;
    }

    @Override
    protected KvTable view(Duration deadline) {
        return new VersionlessKvTable(name(), deadline, context(), store);
    }

    @Override
    protected CompletionStage<Optional<ByteString>> read(ByteString key) {
        return readMany(Set.of(key)).thenApply(found -> Optional.ofNullable(found.get(key)));
    }

    @Override
    protected CompletionStage<Map<ByteString, ByteString>> readMany(Set<ByteString> keys) {
        return reading(store.read(name(), keys));
    }

    @Override
    protected CompletionStage<Void> write(KvWrite write) {
        return write(store, List.of(write), deadline());
    }

    @Override
    protected CompletionStage<Void> writeMany(List<KvWrite> writes) {
        return write(store, writes, deadline());
    }

    /** Writes all or nothing. */
    static CompletionStage<Void> write(VersionlessStore store, List<KvWrite> writes, Duration deadline) {
        return bounded(
                store.write(writes),
                deadline,
                KvErrorCode.WRITE_TIMEOUT,
                () -> describe(writes) + "; it may still be applied: read the key, or repeat the write");
    }

    private static String describe(List<KvWrite> writes) {
        KvWrite first = writes.get(0);
        String text = KvBounds.describe(first.table(), "write", first.key());
        return writes.size() == 1 ? text : text + " and " + (writes.size() - 1) + " more";
    }

    @Override
    protected CompletionStage<ScanPage> readRange(ScanRange range) {
        return page(RangeToken.of(name(), range), range.limit());
    }

    @Override
    protected CompletionStage<ScanPage> readPage(ScanToken token, int limit) {
        return page(RangeToken.decode(name(), "scanAll", token), limit);
    }

    private CompletionStage<ScanPage> page(RangeToken left, int limit) {
        return reading(
                store.page(name(), new KeyRange(left.from(), left.to()), limit).thenApply(page -> {
                    ByteString last = page.last();
                    return new ScanPage(
                            page.rows().stream().map(VersionlessKvTable::entry).toList(),
                            last == null ? null : left.behind(last).encode());
                }));
    }

    private static KvEntry entry(KeyedValue row) {
        return new KvEntry(row.key(), row.stored().value());
    }

    @Override
    protected CompletionStage<List<ScanToken>> split(int parallelism) {
        return reading(store.splits(name(), parallelism).thenApply(ranges -> ranges.stream()
                .map(range -> new RangeToken(range.from(), range.to()).encode())
                .toList()));
    }

    private <R> CompletionStage<R> reading(CompletionStage<R> answer) {
        return bounded(
                answer,
                deadline(),
                KvErrorCode.DEADLINE,
                () -> "table '" + name() + "', read; try again, or give it more time with withDeadline");
    }

    private static <R extends @Nullable Object> CompletionStage<R> bounded(
            CompletionStage<R> answer, Duration deadline, KvErrorCode late, Supplier<String> what) {
        CompletableFuture<R> future = answer.toCompletableFuture();
        CompletableFuture<R> timed =
                future.isDone() ? future : future.orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
        return timed.exceptionallyCompose(
                failure -> CompletableFuture.failedFuture(failure(failure, deadline, late, what)));
    }

    private static KvException failure(Throwable thrown, Duration deadline, KvErrorCode late, Supplier<String> what) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof TimeoutException) {
            return KvException.of(late, "no answer within " + deadline.toMillis() + " ms: " + what.get());
        }
        return cause instanceof StoreException known
                ? KvException.of(known.code(), String.valueOf(known.getMessage()), known)
                : Waiting.failure(cause);
    }
}
