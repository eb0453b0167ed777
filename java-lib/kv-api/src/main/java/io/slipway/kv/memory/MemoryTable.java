package io.slipway.kv.memory;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvTable;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import io.slipway.kv.spi.AbstractKvTable;
import io.slipway.kv.spi.KvWrite;
import io.slipway.kv.spi.RangeToken;
import io.slipway.kv.spi.StoreContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One table in memory. */
final class MemoryTable extends AbstractKvTable {

    private final MemoryTables tables;

    MemoryTable(String name, Duration deadline, StoreContext context, MemoryTables tables) {
        super(name, deadline, context);
        this.tables = tables;
    }

    @Override
    protected KvTable view(Duration deadline) {
        return new MemoryTable(name(), deadline, context(), tables);
    }

    @Override
    protected CompletionStage<Optional<ByteString>> read(ByteString key) {
        return answer(tables.get(name(), key, context().clock().instant()));
    }

    @Override
    protected CompletionStage<Map<ByteString, ByteString>> readMany(Set<ByteString> keys) {
        Map<ByteString, ByteString> found = new LinkedHashMap<>();
        for (ByteString key : keys) {
            tables.get(name(), key, context().clock().instant()).ifPresent(value -> found.put(key, value));
        }
        return answer(found);
    }

    @Override
    protected CompletionStage<Void> write(KvWrite write) {
        return writeMany(List.of(write));
    }

    @Override
    protected CompletionStage<Void> writeMany(List<KvWrite> writes) {
        tables.apply(writes);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    protected CompletionStage<ScanPage> readRange(ScanRange range) {
        return answer(page(RangeToken.of(name(), range), range.limit()));
    }

    @Override
    protected CompletionStage<ScanPage> readPage(ScanToken token, int limit) {
        return answer(page(RangeToken.decode(name(), "scanAll", token), limit));
    }

    @Override
    protected CompletionStage<List<ScanToken>> split(int parallelism) {
        return answer(tables.split(name(), parallelism).stream()
                .map(RangeToken::encode)
                .toList());
    }

    private ScanPage page(RangeToken left, int limit) {
        List<KvEntry> entries =
                tables.entries(name(), left, limit, context().clock().instant());
        boolean last = entries.size() < limit;
        return new ScanPage(
                entries, last ? null : left.behind(entries.get(limit - 1).key()).encode());
    }

    private static <T> CompletionStage<T> answer(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
