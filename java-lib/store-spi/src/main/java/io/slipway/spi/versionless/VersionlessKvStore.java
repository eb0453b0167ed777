package io.slipway.spi.versionless;

import io.slipway.kv.KvBatch;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.spi.AbstractKvBatch;
import io.slipway.kv.spi.KvWrite;
import io.slipway.kv.spi.StoreContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The key-value interface over an old store: no versions, no epochs, refused on enrolled tables. */
public final class VersionlessKvStore implements KvStore {

    private static final Duration DEADLINE = KvBounds.DEADLINE_DEFAULT;

    private final VersionlessStore store;
    private final StoreContext context;
    private final ConcurrentMap<String, KvTable> tables = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable CompletableFuture<Void>> closing = new AtomicReference<>();

    /**
     * @param store closed with this one
     * @param clock wall-clock time, for expiry
     */
    public VersionlessKvStore(VersionlessStore store, InstantSource clock) {
        this.store = store;
        this.context = StoreContext.of(clock);
    }

    @Override
    public KvTable table(String name) {
        KvBounds.checkTableName(name);
        return tables.computeIfAbsent(name, known -> new VersionlessKvTable(known, DEADLINE, context, store));
    }

    @Override
    public KvBatch batch() {
        return new AbstractKvBatch(context) {
            @Override
            protected CompletionStage<Void> apply(List<KvWrite> writes) {
                return VersionlessKvTable.write(store, writes, DEADLINE);
            }
        };
    }

    @Override
    public void close() {
        closeAsync().toCompletableFuture().join();
    }

    @Override
    public CompletionStage<Void> closeAsync() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> first = closing.compareAndExchange(null, mine);
        if (first != null) {
            return first;
        }
        context.lifecycle()
                .close()
                .toCompletableFuture()
                .orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync((drained, late) -> {
                    store.close();
                    mine.complete(null);
                });
        return mine;
    }

    @Override
    public void forceClose() {
        context.lifecycle().close();
        close();
    }
}
