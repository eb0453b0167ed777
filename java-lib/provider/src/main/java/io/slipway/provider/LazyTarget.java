package io.slipway.provider;

import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.TableSpec;
import io.slipway.spi.audit.AuditEntry;
import io.slipway.spi.audit.AuditLog;
import io.slipway.spi.audit.AuditQuery;
import io.slipway.spi.target.TargetCapabilities;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import io.slipway.spi.target.TargetWrite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A target that is connected when it is first needed, and again after a failure, but not sooner than a pause later: until then every call
 * fails with what the last attempt failed with. Thread-safe.
 */
final class LazyTarget implements TargetStore {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Environment environment;
    private final Supplier<CompletionStage<? extends TargetStore>> connector;
    private @Nullable CompletableFuture<TargetStore> connection;
    private long failedAt;
    private boolean closed;

    LazyTarget(Environment environment, Supplier<CompletionStage<? extends TargetStore>> connector) {
        this.environment = environment;
        this.connector = connector;
    }

    /** Connects, unless that has been done; completes with the connected store. */
    synchronized CompletionStage<TargetStore> connect() {
        CompletableFuture<TargetStore> now = connection;
        boolean again =
                now == null || (now.isCompletedExceptionally() && environment.nanoTime() - failedAt >= PAUSE.toNanos());
        if (!again || closed) {
            return now == null ? CompletableFuture.failedFuture(closedAlready()) : now;
        }
        CompletableFuture<TargetStore> attempt = new CompletableFuture<>();
        connection = attempt;
        connected().whenComplete((store, thrown) -> {
            if (thrown == null) {
                attempt.complete(store);
            } else {
                failed();
                attempt.completeExceptionally(Failures.cause(thrown));
            }
        });
        return attempt;
    }

    private CompletionStage<? extends TargetStore> connected() {
        try {
            return connector.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void failed() {
        failedAt = environment.nanoTime();
    }

    private <T> CompletionStage<T> with(Function<TargetStore, CompletionStage<T>> call) {
        return connect().thenCompose(call);
    }

    /** @throws IllegalStateException before the first connection */
    @Override
    public TargetCapabilities capabilities() {
        return current().capabilities();
    }

    private synchronized TargetStore current() {
        CompletableFuture<TargetStore> now = connection;
        if (now == null || !now.isDone() || now.isCompletedExceptionally()) {
            throw new IllegalStateException("the target is not connected");
        }
        return now.join();
    }

    @Override
    public CompletionStage<Void> prepare(TableSpec spec) {
        return with(store -> store.prepare(spec));
    }

    @Override
    public CompletionStage<TargetTable> open(TableSpec spec) {
        return with(store -> store.open(spec));
    }

    @Override
    public CompletionStage<Void> applyAtomically(List<TargetWrite> writes, Duration timeout) {
        return with(store -> store.applyAtomically(writes, timeout));
    }

    @Override
    public CompletionStage<Integer> sweep(TableSpec spec, boolean dryRun, Duration pageTimeout) {
        return with(store -> store.sweep(spec, dryRun, pageTimeout));
    }

    /** Does nothing while nobody has needed the target. */
    @Override
    public CompletionStage<Integer> recoverBatches(Duration olderThan) {
        synchronized (this) {
            if (connection == null) {
                return CompletableFuture.completedFuture(0);
            }
        }
        return with(store -> store.recoverBatches(olderThan));
    }

    @Override
    public CompletionStage<List<String>> preparation(TableSpec spec) {
        return with(store -> store.preparation(spec));
    }

    @Override
    public CompletionStage<List<String>> tuning(TableSpec spec) {
        return with(store -> store.tuning(spec));
    }

    @Override
    public CompletionStage<List<StoreCheck>> checks() {
        return with(TargetStore::checks);
    }

    @Override
    public AuditLog audit() {
        return new AuditLog() {
            @Override
            public CompletionStage<Void> append(List<AuditEntry> entries, Duration keep) {
                return with(store -> store.audit().append(entries, keep));
            }

            @Override
            public CompletionStage<List<AuditEntry>> query(AuditQuery query) {
                return with(store -> store.audit().query(query));
            }
        };
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (connection != null) {
            connection.whenComplete((store, thrown) -> {
                if (store != null) {
                    store.close();
                }
            });
        }
    }

    private static IllegalStateException closedAlready() {
        return new IllegalStateException("the target was closed");
    }
}
