package io.slipway.testkit.sim;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
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

/** A source that passes every call on; planted faults override what they break. */
class ForwardingSource implements SourceStore {

    final SourceStore real;

    ForwardingSource(SourceStore real) {
        this.real = real;
    }

    @Override
    public SourceCapabilities capabilities() {
        return real.capabilities();
    }

    @Override
    public CompletionStage<Map<ByteString, StoredValue>> read(TableEpoch table, Collection<ByteString> keys) {
        return real.read(table, keys);
    }

    @Override
    public CompletionStage<List<KeyedValue>> scan(TableEpoch table, KeyRange range, int limit) {
        return real.scan(table, range, limit);
    }

    @Override
    public CompletionStage<WriteReceipt> write(SourceBatch batch) {
        return real.write(batch);
    }

    @Override
    public CompletionStage<FencedRead> fencedRead(String table, Collection<ByteString> keys) {
        return real.fencedRead(table, keys);
    }

    @Override
    public CompletionStage<SourceSnapshot> snapshot(String table) {
        return real.snapshot(table);
    }

    @Override
    public CompletionStage<List<OutboxEntry>> outbox(String table, long afterVersion, int limit) {
        return real.outbox(table, afterVersion, limit);
    }

    @Override
    public CompletionStage<OutboxStatus> outboxStatus(String table) {
        return real.outboxStatus(table);
    }

    @Override
    public CompletionStage<Void> confirm(String table, Collection<OutboxEntry> entries) {
        return real.confirm(table, entries);
    }

    @Override
    public CompletionStage<Void> park(String table, OutboxEntry entry, String reason) {
        return real.park(table, entry, reason);
    }

    @Override
    public CompletionStage<Map<OutboxEntry, String>> parked(String table) {
        return real.parked(table);
    }

    @Override
    public CompletionStage<SourceTableState> state(String table) {
        return real.state(table);
    }

    @Override
    public CompletionStage<SourceTableState> enrol(String table, long epoch) {
        return real.enrol(table, epoch);
    }

    @Override
    public CompletionStage<SourceTableState> admit(String table, long epochMin, long epochMax) {
        return real.admit(table, epochMin, epochMax);
    }

    @Override
    public CompletionStage<SourceTableState> seal(String table, long epoch) {
        return real.seal(table, epoch);
    }

    @Override
    public CompletionStage<SourceTableState> unseal(String table, long aboveVersion) {
        return real.unseal(table, aboveVersion);
    }

    @Override
    public CompletionStage<FencedRead> frozenRead(String table, Collection<ByteString> keys) {
        return real.frozenRead(table, keys);
    }

    @Override
    public CompletionStage<Void> applyAtVersion(String table, List<VersionedWrite> writes) {
        return real.applyAtVersion(table, writes);
    }

    @Override
    public void close() {
        real.close();
    }
}
