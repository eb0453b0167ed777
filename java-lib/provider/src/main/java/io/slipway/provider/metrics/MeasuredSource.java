package io.slipway.provider.metrics;

import com.google.protobuf.ByteString;
import io.slipway.provider.metrics.RequestMeters.Operation;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceCapabilities;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.WriteReceipt;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A source whose requests are timed; what an operator does once in a while is not. */
final class MeasuredSource implements SourceStore {

    private final SourceStore source;
    private final RequestMeters requests;

    MeasuredSource(SourceStore source, RequestMeters requests) {
        this.source = source;
        this.requests = requests;
    }

    @Override
    public SourceCapabilities capabilities() {
        return source.capabilities();
    }

    @Override
    public CompletionStage<Map<ByteString, StoredValue>> read(TableEpoch table, Collection<ByteString> keys) {
        return requests.time(Operation.READ, () -> source.read(table, keys));
    }

    @Override
    public CompletionStage<List<KeyedValue>> scan(TableEpoch table, KeyRange range, int limit) {
        return requests.time(Operation.SCAN, () -> source.scan(table, range, limit));
    }

    @Override
    public CompletionStage<WriteReceipt> write(SourceBatch batch) {
        return requests.time(Operation.WRITE, () -> source.write(batch));
    }

    @Override
    public CompletionStage<FencedRead> fencedRead(String table, Collection<ByteString> keys) {
        return requests.time(Operation.FENCED_READ, () -> source.fencedRead(table, keys));
    }

    @Override
    public CompletionStage<SourceSnapshot> snapshot(String table) {
        return source.snapshot(table);
    }

    @Override
    public CompletionStage<List<OutboxEntry>> outbox(String table, long afterVersion, int limit) {
        return requests.time(Operation.OUTBOX, () -> source.outbox(table, afterVersion, limit));
    }

    @Override
    public CompletionStage<OutboxStatus> outboxStatus(String table) {
        return requests.time(Operation.OUTBOX, () -> source.outboxStatus(table));
    }

    @Override
    public CompletionStage<Void> confirm(String table, Collection<OutboxEntry> entries) {
        return requests.time(Operation.CONFIRM, () -> source.confirm(table, entries));
    }

    @Override
    public CompletionStage<Void> park(String table, OutboxEntry entry, String reason) {
        return source.park(table, entry, reason);
    }

    @Override
    public CompletionStage<Map<OutboxEntry, String>> parked(String table) {
        return source.parked(table);
    }

    @Override
    public CompletionStage<SourceTableState> state(String table) {
        return source.state(table);
    }

    @Override
    public CompletionStage<SourceTableState> enrol(String table, long epoch) {
        return source.enrol(table, epoch);
    }

    @Override
    public CompletionStage<SourceTableState> admit(String table, long epochMin, long epochMax) {
        return source.admit(table, epochMin, epochMax);
    }

    @Override
    public CompletionStage<SourceTableState> seal(String table, long epoch) {
        return source.seal(table, epoch);
    }

    @Override
    public CompletionStage<SourceTableState> unseal(String table, long aboveVersion) {
        return source.unseal(table, aboveVersion);
    }

    @Override
    public CompletionStage<FencedRead> frozenRead(String table, Collection<ByteString> keys) {
        return requests.time(Operation.FENCED_READ, () -> source.frozenRead(table, keys));
    }

    @Override
    public CompletionStage<Void> applyAtVersion(String table, List<VersionedWrite> writes) {
        return requests.time(Operation.WRITE, () -> source.applyAtVersion(table, writes));
    }

    @Override
    public CompletionStage<List<StoreCheck>> checks() {
        return source.checks();
    }

    @Override
    public void close() {
        source.close();
    }
}
