package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.KvWrite;
import io.slipway.source.rocksdb.RocksOptions;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.TableRefusal;
import io.slipway.spi.versionless.VersionlessKvStore;
import io.slipway.spi.versionless.VersionlessStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The old store's rows over the engine, for services that know neither versions nor epochs. */
public final class EngineVersionless implements VersionlessStore {

    private static final long NO_EPOCH = 0;
    private static final long PAGE_BYTES_MAX = 64 << 20;

    private final Engine engine;

    private EngineVersionless(Engine engine) {
        this.engine = engine;
    }

    /** Opens the store as {@link io.slipway.source.rocksdb.RocksSource#open} says. */
    public static KvStore open(RocksOptions options, InstantSource clock) {
        return new VersionlessKvStore(new EngineVersionless(Engine.open(options, clock)), clock);
    }

    @Override
    public CompletionStage<Map<ByteString, ByteString>> read(String table, Collection<ByteString> keys) {
        return reading(table, keys.size(), database -> {
            Map<ByteString, ByteString> values = new HashMap<>();
            Rows.find(database, table, List.copyOf(keys), null, engine.now())
                    .forEach((key, stored) -> values.put(key, stored.value()));
            return values;
        });
    }

    @Override
    public CompletionStage<Page> page(String table, KeyRange range, int limit) {
        return reading(table, limit, database -> {
            Rows.Page page = Rows.page(database, table, range, null, limit, PAGE_BYTES_MAX, engine.now());
            return new Page(page.rows(), page.last());
        });
    }

    @Override
    public CompletionStage<List<KeyRange>> splits(String table, int parallelism) {
        return engine.readThere(store -> {
            TableRefusal.checkVersionless(store.state(table), table);
            try (Pin pin = store.database().pin()) {
                return Splits.of(pin, table, parallelism);
            }
        });
    }

    private <R> CompletionStage<R> reading(String table, int rows, Function<Database, R> read) {
        return engine.read(rows, store -> {
            TableRefusal.checkVersionless(store.state(table), table);
            return read.apply(store.database());
        });
    }

    @Override
    public CompletionStage<Void> write(List<KvWrite> writes) {
        List<SourceWrite> rows = writes.stream()
                .map(write -> new SourceWrite(new TableEpoch(write.table(), NO_EPOCH), write.key(), mutation(write)))
                .toList();
        long bytes = rows.stream()
                .mapToLong(row -> EngineSource.bytes(row.key(), row.mutation()))
                .sum();
        return engine.commit(Step.Turn.ARRIVAL, bytes, WriteSteps.writeVersionless(rows));
    }

    private static Mutation mutation(KvWrite write) {
        ByteString value = write.value();
        return value == null ? Mutation.delete() : Mutation.put(new StoredValue(value, write.expirySecond()));
    }

    @Override
    public void close() {
        engine.close();
    }
}
