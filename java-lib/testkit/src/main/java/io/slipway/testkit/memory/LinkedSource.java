package io.slipway.testkit.memory;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceCapabilities;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.WriteReceipt;
import io.slipway.testkit.memory.Link.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A real source behind a link: each call is one step, which waits for the real answer. So a source on a real server can stand in a
 * simulated world, whose link loses, delays and repeats what it carries.
 */
public final class LinkedSource implements SourceStore {

    private final SourceStore real;
    private final Link link;

    /** @param real shared by all who see it over links of their own; not closed with this one */
    public LinkedSource(SourceStore real, Link link) {
        this.real = real;
        this.link = link;
    }

    @Override
    public SourceCapabilities capabilities() {
        return real.capabilities();
    }

    @Override
    public CompletionStage<Map<ByteString, StoredValue>> read(TableEpoch table, Collection<ByteString> keys) {
        return call(Kind.READ, () -> real.read(table, keys));
    }

    @Override
    public CompletionStage<List<KeyedValue>> scan(TableEpoch table, KeyRange range, int limit) {
        return call(Kind.READ, () -> real.scan(table, range, limit));
    }

    @Override
    public CompletionStage<WriteReceipt> write(SourceBatch batch) {
        return call(Kind.WRITE, () -> real.write(batch));
    }

    @Override
    public CompletionStage<FencedRead> fencedRead(String table, Collection<ByteString> keys) {
        return call(Kind.WRITE, () -> real.fencedRead(table, keys));
    }

    @Override
    public CompletionStage<SourceSnapshot> snapshot(String table) {
        return call(Kind.WRITE, () -> real.snapshot(table)).thenApply(Pages::new);
    }

    @Override
    public CompletionStage<List<OutboxEntry>> outbox(String table, long afterVersion, int limit) {
        return call(Kind.READ, () -> real.outbox(table, afterVersion, limit));
    }

    @Override
    public CompletionStage<OutboxStatus> outboxStatus(String table) {
        return call(Kind.READ, () -> real.outboxStatus(table));
    }

    @Override
    public CompletionStage<Void> confirm(String table, Collection<OutboxEntry> entries) {
        return call(Kind.REPEATABLE_WRITE, () -> real.confirm(table, entries));
    }

    @Override
    public CompletionStage<Void> park(String table, OutboxEntry entry, String reason) {
        return call(Kind.REPEATABLE_WRITE, () -> real.park(table, entry, reason));
    }

    @Override
    public CompletionStage<Map<OutboxEntry, String>> parked(String table) {
        return call(Kind.READ, () -> real.parked(table));
    }

    @Override
    public CompletionStage<SourceTableState> state(String table) {
        return call(Kind.READ, () -> real.state(table));
    }

    @Override
    public CompletionStage<SourceTableState> enrol(String table, long epoch) {
        return call(Kind.REPEATABLE_WRITE, () -> real.enrol(table, epoch));
    }

    @Override
    public CompletionStage<SourceTableState> admit(String table, long epochMin, long epochMax) {
        return call(Kind.REPEATABLE_WRITE, () -> real.admit(table, epochMin, epochMax));
    }

    @Override
    public CompletionStage<SourceTableState> seal(String table, long epoch) {
        return call(Kind.REPEATABLE_WRITE, () -> real.seal(table, epoch));
    }

    @Override
    public CompletionStage<SourceTableState> unseal(String table, long aboveVersion) {
        return call(Kind.WRITE, () -> real.unseal(table, aboveVersion));
    }

    @Override
    public CompletionStage<FencedRead> frozenRead(String table, Collection<ByteString> keys) {
        return call(Kind.READ, () -> real.frozenRead(table, keys));
    }

    @Override
    public CompletionStage<Void> applyAtVersion(String table, List<VersionedWrite> writes) {
        return call(Kind.REPEATABLE_WRITE, () -> real.applyAtVersion(table, writes));
    }

    @Override
    public void close() {
        // Others see the same source.
    }

    private <T> CompletionStage<T> call(Kind kind, Supplier<CompletionStage<T>> step) {
        return link.call(kind, Link.TIMEOUT_DEFAULT, () -> answered(step.get()));
    }

    private static <T> T answered(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException known ? known : e;
        }
    }

    /** A snapshot whose pages cross the link one by one. */
    private final class Pages implements SourceSnapshot {

        private final SourceSnapshot snapshot;

        Pages(SourceSnapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public List<KeyRange> splits(int parallelism) {
            return snapshot.splits(parallelism);
        }

        @Override
        public long estimatedRows() {
            return snapshot.estimatedRows();
        }

        @Override
        public long estimatedBytes() {
            return snapshot.estimatedBytes();
        }

        @Override
        public CompletionStage<SourcePage> read(KeyRange range, @Nullable ByteString resume, int limit, int bytes) {
            return call(Kind.READ, () -> snapshot.read(range, resume, limit, bytes));
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }
}
