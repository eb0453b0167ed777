package io.slipway.bench.server;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The echo store, without anything between: what a call of it costs a Java program. */
final class EchoClient implements Client {

    private final KvStore store = KvStore.open(KvConfig.empty().with("provider", "echo"));
    private final KvTable table = store.table(Rows.TABLE);
    private final ByteString key;

    EchoClient() {
        byte[] bytes = new byte[Rows.VALUE_BYTES];
        Arrays.fill(bytes, (byte) 'k');
        key = ByteString.copyFrom(bytes);
    }

    /** A get of the one key: {@code number} is not asked for. */
    @Override
    public CompletionStage<?> get(int number) {
        return table.getAsync(key);
    }

    @Override
    public CompletionStage<Void> put(int number) {
        return table.putAsync(key, key);
    }

    @Override
    public CompletionStage<?> getMany(int first) {
        return CompletableFuture.failedStage(new UnsupportedOperationException("an echo of many keys"));
    }

    @Override
    public void close() {
        store.close();
    }
}
