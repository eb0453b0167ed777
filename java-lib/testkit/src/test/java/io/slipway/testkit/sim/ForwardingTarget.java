package io.slipway.testkit.sim;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.target.TargetCapabilities;
import io.slipway.spi.target.TargetPage;
import io.slipway.spi.target.TargetSplit;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import io.slipway.spi.target.TargetWrite;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A target whose tables apply writes in another way; everything else is passed on. */
record ForwardingTarget(TargetStore real, Applying applying) implements TargetStore {

    /** How a write is applied in place of {@code table.apply(write, timeout)}. */
    interface Applying {
        CompletionStage<Void> apply(TargetTable table, VersionedWrite write, Duration timeout);
    }

    private record Table(TargetTable real, Applying applying) implements TargetTable {

        @Override
        public TableSpec spec() {
            return real.spec();
        }

        @Override
        public Optional<String> keyRefusal(ByteString key) {
            return real.keyRefusal(key);
        }

        @Override
        public Optional<String> scanRefusal(KeyRange range) {
            return real.scanRefusal(range);
        }

        @Override
        public CompletionStage<Void> apply(VersionedWrite write, Duration timeout) {
            return applying.apply(real, write, timeout);
        }

        @Override
        public CompletionStage<Optional<VersionedValue>> read(ByteString key, Duration timeout) {
            return real.read(key, timeout);
        }

        @Override
        public CompletionStage<Map<ByteString, VersionedValue>> readMany(
                Collection<ByteString> keys, Duration timeout) {
            return real.readMany(keys, timeout);
        }

        @Override
        public CompletionStage<TargetPage> scan(KeyRange range, int limit, Duration timeout) {
            return real.scan(range, limit, timeout);
        }

        @Override
        public List<TargetSplit> splits(int parallelism) {
            return real.splits(parallelism);
        }

        @Override
        public CompletionStage<TargetPage> scanAll(
                TargetSplit split, @Nullable ByteString resume, int limit, Duration timeout) {
            return real.scanAll(split, resume, limit, timeout);
        }
    }

    @Override
    public TargetCapabilities capabilities() {
        return real.capabilities();
    }

    @Override
    public CompletionStage<Void> prepare(TableSpec spec) {
        return real.prepare(spec);
    }

    @Override
    public CompletionStage<TargetTable> open(TableSpec spec) {
        return real.open(spec).thenApply(table -> new Table(table, applying));
    }

    @Override
    public CompletionStage<Void> applyAtomically(List<TargetWrite> writes, Duration timeout) {
        return real.applyAtomically(writes, timeout);
    }

    @Override
    public CompletionStage<Integer> recoverBatches(Duration olderThan) {
        return real.recoverBatches(olderThan);
    }

    @Override
    public void close() {
        real.close();
    }
}
