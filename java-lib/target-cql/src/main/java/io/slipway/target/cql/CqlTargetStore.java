package io.slipway.target.cql;

import com.datastax.oss.driver.api.core.CqlSession;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.TableSpec;
import io.slipway.spi.audit.AuditLog;
import io.slipway.spi.target.TargetCapabilities;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import io.slipway.spi.target.TargetWrite;
import io.slipway.target.cql.internal.Connector;
import io.slipway.target.cql.internal.CqlStore;
import io.slipway.target.cql.internal.Time;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The new store on a CQL cluster. Thread-safe; owns its connections. */
public final class CqlTargetStore implements TargetStore {

    private final CqlSession session;
    private final CqlStore store;

    private CqlTargetStore(CqlSession session, CqlStore store) {
        this.session = session;
        this.store = store;
    }

    /**
     * Connects to the cluster. Nothing is created or changed there.
     *
     * <p>Completes with a {@link io.slipway.kv.KvException}: CREDENTIALS if the cluster refuses the login, TARGET_UNAVAILABLE if no node
     * can be reached, CONFIG if the cluster has no such data centre.
     *
     * @param clock wall-clock time, for what remains of a time to live and for the age of versions
     */
    public static CompletionStage<CqlTargetStore> connect(CqlConfig config, InstantSource clock) {
        return Connector.connect(config)
                .thenApply(session ->
                        new CqlTargetStore(session, new CqlStore(session, config, new Time(clock, System::nanoTime))));
    }

    @Override
    public TargetCapabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public CompletionStage<Void> prepare(TableSpec spec) {
        return store.prepare(spec);
    }

    @Override
    public CompletionStage<List<String>> preparation(TableSpec spec) {
        return store.preparation(spec);
    }

    @Override
    public CompletionStage<List<String>> tuning(TableSpec spec) {
        return CompletableFuture.completedFuture(store.tuning(spec));
    }

    @Override
    public CompletionStage<List<StoreCheck>> checks() {
        return store.checks();
    }

    @Override
    public AuditLog audit() {
        return store.audit();
    }

    @Override
    public CompletionStage<TargetTable> open(TableSpec spec) {
        return store.open(spec);
    }

    @Override
    public CompletionStage<Void> applyAtomically(List<TargetWrite> writes, Duration timeout) {
        return store.applyAtomically(writes, timeout);
    }

    @Override
    public CompletionStage<Integer> recoverBatches(Duration olderThan) {
        return store.recoverBatches(olderThan);
    }

    /** Collects the chunks of large values that a later small value has replaced: puts of small values leave them behind. */
    @Override
    public CompletionStage<Integer> sweep(TableSpec spec, boolean dryRun, Duration pageTimeout) {
        return store.open(spec).thenCompose(table -> store.sweepChunks(table, dryRun, pageTimeout));
    }

    /** Waits for requests under way and closes the connections. Idempotent. */
    @Override
    public void close() {
        session.close();
    }
}
