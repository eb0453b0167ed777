package io.slipway.source.rocksdb.internal;

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
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One table of the old store. */
final class EngineKvTable extends AbstractKvTable {

    private static final long NO_EPOCH = 0;
    private static final long PAGE_BYTES_MAX = 64 << 20;

    private final Engine engine;

    EngineKvTable(String name, Duration deadline, StoreContext context, Engine engine) {
        super(name, deadline, context);
        this.engine = engine;
    }

    @Override
    protected KvTable view(Duration deadline) {
        return new EngineKvTable(name(), deadline, context(), engine);
    }

    @Override
    protected CompletionStage<Optional<ByteString>> read(ByteString key) {
        return readMany(Set.of(key)).thenApply(found -> Optional.ofNullable(found.get(key)));
    }

    @Override
    protected CompletionStage<Map<ByteString, ByteString>> readMany(Set<ByteString> keys) {
        return reading(keys.size(), database -> {
            Map<ByteString, ByteString> values = new HashMap<>();
            Rows.find(database, name(), List.copyOf(keys), null, engine.now())
                    .forEach((key, stored) -> values.put(key, stored.value()));
            return values;
        });
    }

    @Override
    protected CompletionStage<Void> write(KvWrite write) {
        return write(engine, List.of(write), deadline());
    }

    @Override
    protected CompletionStage<Void> writeMany(List<KvWrite> writes) {
        return write(engine, writes, deadline());
    }

    /** Writes all or nothing. */
    static CompletionStage<Void> write(Engine engine, List<KvWrite> writes, Duration deadline) {
        long bytes = 0;
        for (KvWrite write : writes) {
            bytes += EngineSource.bytes(write.key(), mutation(write));
        }
        List<SourceWrite> rows = writes.stream()
                .map(write -> new SourceWrite(new TableEpoch(write.table(), NO_EPOCH), write.key(), mutation(write)))
                .toList();
        return bounded(
                engine.commit(Step.Turn.ARRIVAL, bytes, WriteSteps.writeVersionless(rows)),
                deadline,
                KvErrorCode.WRITE_TIMEOUT,
                () -> describe(writes) + "; it may still be applied: read the key, or repeat the write");
    }

    private static String describe(List<KvWrite> writes) {
        KvWrite first = writes.get(0);
        String text = KvBounds.describe(first.table(), "write", first.key());
        return writes.size() == 1 ? text : text + " and " + (writes.size() - 1) + " more";
    }

    private static Mutation mutation(KvWrite write) {
        ByteString value = write.value();
        return value == null ? Mutation.delete() : Mutation.put(new StoredValue(value, write.expirySecond()));
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
        return reading(limit, database -> {
            Rows.Page page = Rows.page(
                    database, name(), new KeyRange(left.from(), left.to()), null, limit, PAGE_BYTES_MAX, engine.now());
            ByteString last = page.last();
            return new ScanPage(
                    page.rows().stream().map(EngineKvTable::entry).toList(),
                    last == null ? null : left.behind(last).encode());
        });
    }

    private static KvEntry entry(KeyedValue row) {
        return new KvEntry(row.key(), row.stored().value());
    }

    @Override
    protected CompletionStage<List<ScanToken>> split(int parallelism) {
        return bounded(
                engine.readThere(store -> {
                    TableRefusal.checkVersionless(store.state(name()), name());
                    try (Pin pin = store.database().pin()) {
                        return Splits.of(pin, name(), parallelism).stream()
                                .map(range -> new RangeToken(range.from(), range.to()).encode())
                                .toList();
                    }
                }),
                deadline(),
                KvErrorCode.DEADLINE,
                () -> "table '" + name() + "', read; try again, or give it more time with withDeadline");
    }

    private <R> CompletionStage<R> reading(int rows, Function<Database, R> read) {
        return bounded(
                engine.read(rows, store -> {
                    TableRefusal.checkVersionless(store.state(name()), name());
                    return read.apply(store.database());
                }),
                deadline(),
                KvErrorCode.DEADLINE,
                () -> "table '" + name() + "', read; try again, or give it more time with withDeadline");
    }

    private static <R extends @Nullable Object> CompletionStage<R> bounded(
            CompletableFuture<R> answer, Duration deadline, KvErrorCode late, Supplier<String> what) {
        CompletableFuture<R> timed =
                answer.isDone() ? answer : answer.orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
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
