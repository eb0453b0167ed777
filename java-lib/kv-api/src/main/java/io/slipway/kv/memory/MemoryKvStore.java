package io.slipway.kv.memory;

import io.slipway.kv.KvBatch;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.spi.AbstractKvBatch;
import io.slipway.kv.spi.KvWrite;
import io.slipway.kv.spi.StoreContext;
import io.slipway.kv.spi.Waiting;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A store whose tables live in this process's memory and come to be with their first write. Thread-safe; each call is atomic, and
 * answered before it returns.
 */
public final class MemoryKvStore implements KvStore {

    private final MemoryTables tables = new MemoryTables();
    private final StoreContext context;

    private MemoryKvStore(InstantSource clock) {
        this.context = StoreContext.of(clock);
    }

    /** An empty store on the system's clock. */
    public static MemoryKvStore create() {
        return new MemoryKvStore(InstantSource.system());
    }

    /** An empty store whose values expire by {@code clock}, so that a test can let time pass. */
    public static MemoryKvStore create(InstantSource clock) {
        return new MemoryKvStore(clock);
    }

    @Override
    public KvTable table(String name) {
        return new MemoryTable(name, KvBounds.DEADLINE_DEFAULT, context, tables);
    }

    @Override
    public KvBatch batch() {
        return new AbstractKvBatch(context) {
            @Override
            protected CompletionStage<Void> apply(List<KvWrite> writes) {
                tables.apply(writes);
                return CompletableFuture.completedFuture(null);
            }
        };
    }

    @Override
    public void close() {
        Waiting.on(closeAsync());
    }

    @Override
    public CompletionStage<Void> closeAsync() {
        return context.lifecycle().close();
    }

    @Override
    public void forceClose() {
        context.lifecycle().close();
    }
}
