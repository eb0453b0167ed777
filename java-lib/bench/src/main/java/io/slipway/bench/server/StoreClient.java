package io.slipway.bench.server;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The key-value interface, as a service uses it, whatever provider stands beneath it. */
final class StoreClient implements Client {

    private final KvStore store;
    private final KvTable table;

    /** @param store closed with this */
    StoreClient(KvStore store, String table) {
        this.store = store;
        this.table = store.table(table);
    }

    @Override
    public CompletionStage<Optional<ByteString>> get(int key) {
        return table.getAsync(Rows.key(key));
    }

    @Override
    public CompletionStage<Void> put(int key) {
        return table.putAsync(Rows.key(key), Rows.value(key));
    }

    @Override
    public CompletionStage<Map<ByteString, ByteString>> getMany(int first) {
        return table.getManyAsync(
                IntStream.range(first, first + Rows.GROUP).mapToObj(Rows::key).collect(Collectors.toList()));
    }

    @Override
    public void close() {
        store.close();
    }
}
