package io.slipway.bench;

import io.slipway.spi.TableSpec;
import io.slipway.spi.target.TargetCapabilities;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import io.slipway.spi.target.TargetWrite;
import io.slipway.target.cql.internal.CqlStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The CQL target on a session that it did not open. */
record StubbedTarget(CqlStore store) implements TargetStore {

    @Override
    public TargetCapabilities capabilities() {
        return new TargetCapabilities("stub", false, false, false);
    }

    @Override
    public CompletionStage<Void> prepare(TableSpec spec) {
        return store.prepare(spec);
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
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public void close() {}
}
