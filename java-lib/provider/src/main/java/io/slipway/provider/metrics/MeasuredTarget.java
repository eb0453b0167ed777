package io.slipway.provider.metrics;

import com.google.protobuf.ByteString;
import io.slipway.provider.metrics.RequestMeters.Operation;
import io.slipway.spi.KeyRange;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.audit.AuditLog;
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

/** A target whose requests are timed. The tables that it opens belong to it: {@link #applyAtomically} takes no others. */
final class MeasuredTarget implements TargetStore {

    private final TargetStore target;
    private final RequestMeters requests;

    MeasuredTarget(TargetStore target, RequestMeters requests) {
        this.target = target;
        this.requests = requests;
    }

    @Override
    public TargetCapabilities capabilities() {
        return target.capabilities();
    }

    @Override
    public CompletionStage<Void> prepare(TableSpec spec) {
        return target.prepare(spec);
    }

    @Override
    public CompletionStage<TargetTable> open(TableSpec spec) {
        return target.open(spec).thenApply(table -> new Table(table, requests));
    }

    @Override
    public CompletionStage<Void> applyAtomically(List<TargetWrite> writes, Duration timeout) {
        List<TargetWrite> unwrapped = writes.stream()
                .map(write -> new TargetWrite(((Table) write.table()).table, write.write()))
                .toList();
        return requests.time(Operation.WRITE, () -> target.applyAtomically(unwrapped, timeout));
    }

    @Override
    public CompletionStage<Integer> recoverBatches(Duration olderThan) {
        return target.recoverBatches(olderThan);
    }

    @Override
    public CompletionStage<Integer> sweep(TableSpec spec, boolean dryRun, Duration pageTimeout) {
        return target.sweep(spec, dryRun, pageTimeout);
    }

    @Override
    public CompletionStage<List<String>> preparation(TableSpec spec) {
        return target.preparation(spec);
    }

    @Override
    public CompletionStage<List<String>> tuning(TableSpec spec) {
        return target.tuning(spec);
    }

    @Override
    public CompletionStage<List<StoreCheck>> checks() {
        return target.checks();
    }

    @Override
    public AuditLog audit() {
        return target.audit();
    }

    @Override
    public void close() {
        target.close();
    }

    private record Table(TargetTable table, RequestMeters requests) implements TargetTable {

        @Override
        public TableSpec spec() {
            return table.spec();
        }

        @Override
        public Optional<String> keyRefusal(ByteString key) {
            return table.keyRefusal(key);
        }

        @Override
        public Optional<String> scanRefusal(KeyRange range) {
            return table.scanRefusal(range);
        }

        @Override
        public CompletionStage<Void> apply(VersionedWrite write, Duration timeout) {
            return requests.time(Operation.WRITE, () -> table.apply(write, timeout));
        }

        @Override
        public CompletionStage<Optional<VersionedValue>> read(ByteString key, Duration timeout) {
            return requests.time(Operation.READ, () -> table.read(key, timeout));
        }

        @Override
        public CompletionStage<Map<ByteString, VersionedValue>> readMany(
                Collection<ByteString> keys, Duration timeout) {
            return requests.time(Operation.READ, () -> table.readMany(keys, timeout));
        }

        @Override
        public CompletionStage<TargetPage> scan(KeyRange range, int limit, Duration timeout) {
            return requests.time(Operation.SCAN, () -> table.scan(range, limit, timeout));
        }

        @Override
        public List<TargetSplit> splits(int parallelism) {
            return table.splits(parallelism);
        }

        @Override
        public CompletionStage<TargetPage> scanAll(
                TargetSplit split, @Nullable ByteString resume, int limit, Duration timeout) {
            return requests.time(Operation.SCAN, () -> table.scanAll(split, resume, limit, timeout));
        }
    }
}
