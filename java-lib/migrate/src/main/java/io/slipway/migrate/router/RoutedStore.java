package io.slipway.migrate.router;

import io.slipway.kv.KvBatch;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.spi.Waiting;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The store that services get: a view of the router. Thread-safe. */
final class RoutedStore implements KvStore {

    private final Router router;
    private final Duration deadline;

    RoutedStore(Router router, Duration deadline) {
        this.router = router;
        this.deadline = deadline;
    }

    @Override
    public KvTable table(String name) {
        return new RoutedTable(router, router.name(name), deadline);
    }

    @Override
    public KvBatch batch() {
        return new RoutedBatch(router, deadline);
    }

    @Override
    public void close() {
        Waiting.on(closeAsync());
    }

    @Override
    public CompletionStage<Void> closeAsync() {
        return router.close();
    }

    @Override
    public void forceClose() {
        router.abort();
    }
}
