package io.slipway.testkit.kv;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations of one table, all in one form. */
record Calls(KvTable table, Form form) {

    Optional<ByteString> get(ByteString key) {
        return form.of(() -> table.get(key), () -> table.getAsync(key));
    }

    Map<ByteString, ByteString> getMany(Collection<ByteString> keys) {
        return form.of(() -> table.getMany(keys), () -> table.getManyAsync(keys));
    }

    boolean exists(ByteString key) {
        return form.of(() -> table.exists(key), () -> table.existsAsync(key));
    }

    void put(ByteString key, ByteString value) {
        form.of(() -> table.put(key, value), () -> table.putAsync(key, value));
    }

    void put(ByteString key, ByteString value, PutOptions options) {
        form.of(() -> table.put(key, value, options), () -> table.putAsync(key, value, options));
    }

    void putMany(Map<ByteString, ByteString> entries, PutOptions options) {
        form.of(() -> table.putMany(entries, options), () -> table.putManyAsync(entries, options));
    }

    void delete(ByteString key) {
        form.of(() -> table.delete(key), () -> table.deleteAsync(key));
    }

    void deleteMany(Collection<ByteString> keys) {
        form.of(() -> table.deleteMany(keys), () -> table.deleteManyAsync(keys));
    }

    ScanPage scan(ScanRange range) {
        return form.of(() -> table.scan(range), () -> table.scanAsync(range));
    }

    ScanPage scanAll(ScanToken token, int limit) {
        return form.of(() -> table.scanAll(token, limit), () -> table.scanAllAsync(token, limit));
    }

    List<ScanToken> scanAllSplits(int parallelism) {
        return form.of(() -> table.scanAllSplits(parallelism), () -> table.scanAllSplitsAsync(parallelism));
    }

    void commit(KvBatch batch) {
        form.of(batch::commit, batch::commitAsync);
    }
}
