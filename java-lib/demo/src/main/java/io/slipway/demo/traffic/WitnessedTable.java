package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A lane's view of a table. Only the synchronous operations are there: a lane does one thing after the other. */
final class WitnessedTable implements KvTable {
    private final KvTable table;
    private final Witness witness;

    WitnessedTable(KvTable table, Witness witness) {
        this.table = table;
        this.witness = witness;
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public KvTable withDeadline(Duration deadline) {
        return new WitnessedTable(table.withDeadline(deadline), witness);
    }

    @Override
    public Optional<ByteString> get(ByteString key) {
        Optional<ByteString> value = witness.read(name(), () -> table.get(key));
        witness.saw(name(), key, value.orElse(null));
        return value;
    }

    @Override
    public Map<ByteString, ByteString> getMany(Collection<ByteString> keys) {
        Map<ByteString, ByteString> values = witness.read(name(), () -> table.getMany(keys));
        keys.forEach(key -> witness.saw(name(), key, values.get(key)));
        return values;
    }

    @Override
    public boolean exists(ByteString key) {
        return witness.read(name(), () -> table.exists(key));
    }

    @Override
    public void put(ByteString key, ByteString value) {
        put(key, value, PutOptions.none());
    }

    @Override
    public void put(ByteString key, ByteString value, PutOptions options) {
        witness.write(
                name(),
                () -> List.of(witness.beginPut(name(), key, value, options)),
                true,
                () -> table.put(key, value, options));
    }

    @Override
    public void putMany(Map<ByteString, ByteString> entries, PutOptions options) {
        witness.write(
                name(),
                () -> entries.entrySet().stream()
                        .map(entry -> witness.beginPut(name(), entry.getKey(), entry.getValue(), options))
                        .toList(),
                false,
                () -> table.putMany(entries, options));
    }

    @Override
    public void delete(ByteString key) {
        witness.delete(name(), List.of(key), () -> table.delete(key));
    }

    @Override
    public void deleteMany(Collection<ByteString> keys) {
        witness.delete(name(), keys, () -> table.deleteMany(keys));
    }

    @Override
    public ScanPage scan(ScanRange range) {
        return witness.read(name(), () -> table.scan(range));
    }

    @Override
    public ScanPage scanAll(ScanToken token, int limit) {
        return witness.read(name(), () -> table.scanAll(token, limit));
    }

    @Override
    public List<ScanToken> scanAllSplits(int parallelism) {
        return witness.read(name(), () -> table.scanAllSplits(parallelism));
    }

    @Override
    public CompletionStage<Optional<ByteString>> getAsync(ByteString key) {
        throw asynchronous();
    }

    @Override
    public CompletionStage<Map<ByteString, ByteString>> getManyAsync(Collection<ByteString> keys) {
        throw asynchronous();
    }

    @Override
    public CompletionStage<Boolean> existsAsync(ByteString key) {
        throw asynchronous();
    }

    @Override
    public CompletionStage<Void> putAsync(ByteString key, ByteString value) {
        throw asynchronous();
    }

    @Override
    public CompletionStage<Void> putAsync(ByteString key, ByteString value, PutOptions options) {
        throw asynchronous();
    }

    @Override
    public CompletionStage<Void> putManyAsync(Map<ByteString, ByteString> entries, PutOptions options) {
        throw asynchronous();
    }

    @Override
    public CompletionStage<Void> deleteAsync(ByteString key) {
        throw asynchronous();
    }

    @Override
    public CompletionStage<Void> deleteManyAsync(Collection<ByteString> keys) {
        throw asynchronous();
    }

    @Override
    public CompletionStage<ScanPage> scanAsync(ScanRange range) {
        throw asynchronous();
    }

    @Override
    public CompletionStage<ScanPage> scanAllAsync(ScanToken token, int limit) {
        throw asynchronous();
    }

    @Override
    public CompletionStage<List<ScanToken>> scanAllSplitsAsync(int parallelism) {
        throw asynchronous();
    }

    private static UnsupportedOperationException asynchronous() {
        return new UnsupportedOperationException("the demo's services call synchronously");
    }
}
