package io.slipway.kv.spi;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A table whose synchronous forms wait for its asynchronous ones. The asynchronous forms must be bounded by the table's deadline. */
public abstract class AbstractKvTable implements KvTable {

    @Override
    public final Optional<ByteString> get(ByteString key) {
        return Waiting.on(getAsync(key));
    }

    @Override
    public final Map<ByteString, ByteString> getMany(Collection<ByteString> keys) {
        return Waiting.on(getManyAsync(keys));
    }

    @Override
    public final boolean exists(ByteString key) {
        return Waiting.on(existsAsync(key));
    }

    @Override
    public final void put(ByteString key, ByteString value) {
        Waiting.on(putAsync(key, value, PutOptions.none()));
    }

    @Override
    public final CompletionStage<Void> putAsync(ByteString key, ByteString value) {
        return putAsync(key, value, PutOptions.none());
    }

    @Override
    public final void put(ByteString key, ByteString value, PutOptions options) {
        Waiting.on(putAsync(key, value, options));
    }

    @Override
    public final void putMany(Map<ByteString, ByteString> entries, PutOptions options) {
        Waiting.on(putManyAsync(entries, options));
    }

    @Override
    public final void delete(ByteString key) {
        Waiting.on(deleteAsync(key));
    }

    @Override
    public final void deleteMany(Collection<ByteString> keys) {
        Waiting.on(deleteManyAsync(keys));
    }

    @Override
    public final ScanPage scan(ScanRange range) {
        return Waiting.on(scanAsync(range));
    }

    @Override
    public final ScanPage scanAll(ScanToken token, int limit) {
        return Waiting.on(scanAllAsync(token, limit));
    }

    @Override
    public final List<ScanToken> scanAllSplits(int parallelism) {
        return Waiting.on(scanAllSplitsAsync(parallelism));
    }
}
