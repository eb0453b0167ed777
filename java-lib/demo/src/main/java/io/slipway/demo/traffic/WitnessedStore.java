package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A lane's view of the shared store, which shows every operation to the lane's witness. Closing it is not its user's business. */
final class WitnessedStore implements KvStore {
    private final KvStore store;
    private final Witness witness;

    WitnessedStore(KvStore store, Witness witness) {
        this.store = store;
        this.witness = witness;
    }

    @Override
    public KvTable table(String name) {
        return new WitnessedTable(store.table(name), witness);
    }

    @Override
    public KvBatch batch() {
        return new WitnessedBatch();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("lanes share the store and do not close it");
    }

    @Override
    public CompletionStage<Void> closeAsync() {
        throw new UnsupportedOperationException("lanes share the store and do not close it");
    }

    @Override
    public void forceClose() {
        throw new UnsupportedOperationException("lanes share the store and do not close it");
    }

    /** Collects the group's writes, so that each attempt commits a fresh batch: a batch can be committed once. */
    private final class WitnessedBatch implements KvBatch {
        private record Slot(String table, ByteString key) {}

        private record Write(Runnable addTo, Supplier<Ledger.Pending> begin) {}

        private final Map<Slot, Write> writes = new LinkedHashMap<>();
        private KvBatch attempt = store.batch();

        @Override
        public KvBatch put(String table, ByteString key, ByteString value) {
            return put(table, key, value, PutOptions.none());
        }

        @Override
        public KvBatch put(String table, ByteString key, ByteString value, PutOptions options) {
            writes.put(
                    new Slot(table, key),
                    new Write(
                            () -> attempt.put(table, key, value, options),
                            () -> witness.beginPut(table, key, value, options)));
            return this;
        }

        @Override
        public KvBatch delete(String table, ByteString key) {
            writes.put(
                    new Slot(table, key),
                    new Write(() -> attempt.delete(table, key), () -> witness.beginDelete(table, key)));
            return this;
        }

        @Override
        public int size() {
            return writes.size();
        }

        @Override
        public void commit() {
            String table = writes.keySet().iterator().next().table();
            witness.write(table, this::begin, true, () -> attempt.commit());
        }

        @Override
        public CompletionStage<Void> commitAsync() {
            throw new UnsupportedOperationException("the demo's services call synchronously");
        }

        private List<Ledger.Pending> begin() {
            attempt = store.batch();
            List<Ledger.Pending> pending = new ArrayList<>();
            for (Write write : writes.values()) {
                write.addTo().run();
                pending.add(write.begin().get());
            }
            return pending;
        }
    }
}
