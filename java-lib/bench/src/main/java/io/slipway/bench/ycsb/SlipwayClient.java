package io.slipway.bench.ycsb;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.ScanRange;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Vector;
import org.jspecify.annotations.Nullable;
import site.ycsb.ByteArrayByteIterator;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.DBException;
import site.ycsb.Status;

/**
 * The binding: {@code -db io.slipway.bench.ycsb.SlipwayClient -p slipway.config=FILE}. YCSB makes one of these a thread; all of them share
 * one store.
 */
public final class SlipwayClient extends DB {

    /** The store of all threads of this process: YCSB gives a binding no other place for it. */
    private static final class Shared {

        private static @Nullable KvStore store;
        private static int users;

        private Shared() {}

        static synchronized KvStore open(String config) {
            KvStore open = store == null ? KvStore.open(KvConfig.file(Path.of(config))) : store;
            store = open;
            users++;
            return open;
        }

        static synchronized void close() {
            users--;
            if (users == 0 && store != null) {
                store.close();
                store = null;
            }
        }
    }

    private @Nullable KvStore store;

    @Override
    public void init() throws DBException {
        String config = getProperties().getProperty("slipway.config");
        if (config == null) {
            throw new DBException("property slipway.config must name a slipway.yaml");
        }
        try {
            store = Shared.open(config);
        } catch (KvException e) {
            throw new DBException(e);
        }
    }

    @Override
    public void cleanup() {
        Shared.close();
    }

    @Override
    public Status read(String table, String key, @Nullable Set<String> fields, Map<String, ByteIterator> result) {
        try {
            Optional<ByteString> value = store().table(table).get(ByteString.copyFromUtf8(key));
            value.ifPresent(found -> select(found, fields, result));
            return value.isPresent() ? Status.OK : Status.NOT_FOUND;
        } catch (KvException e) {
            return Status.ERROR;
        }
    }

    @Override
    @SuppressWarnings("NonApiType") // YCSB's own signature
    public Status scan(
            String table,
            String startKey,
            int count,
            @Nullable Set<String> fields,
            Vector<HashMap<String, ByteIterator>> result) {
        try {
            ScanRange range = ScanRange.between(
                            ByteString.copyFromUtf8(startKey), ByteString.copyFromUtf8(end(startKey)))
                    .limit(count);
            for (KvEntry entry : store().table(table).scan(range).entries()) {
                HashMap<String, ByteIterator> row = new HashMap<>();
                select(entry.value(), fields, row);
                result.add(row);
            }
            return Status.OK;
        } catch (KvException e) {
            return Status.ERROR;
        }
    }

    @Override
    public Status update(String table, String key, Map<String, ByteIterator> values) {
        ByteString packedKey = ByteString.copyFromUtf8(key);
        try {
            Map<String, byte[]> fields =
                    store().table(table).get(packedKey).map(Fields::unpack).orElseGet(HashMap::new);
            values.forEach((name, bytes) -> fields.put(name, bytes.toArray()));
            store().table(table).put(packedKey, Fields.pack(fields));
            return Status.OK;
        } catch (KvException e) {
            return Status.ERROR;
        }
    }

    @Override
    public Status insert(String table, String key, Map<String, ByteIterator> values) {
        Map<String, byte[]> fields = new HashMap<>();
        values.forEach((name, bytes) -> fields.put(name, bytes.toArray()));
        try {
            store().table(table).put(ByteString.copyFromUtf8(key), Fields.pack(fields));
            return Status.OK;
        } catch (KvException e) {
            return Status.ERROR;
        }
    }

    @Override
    public Status delete(String table, String key) {
        try {
            store().table(table).delete(ByteString.copyFromUtf8(key));
            return Status.OK;
        } catch (KvException e) {
            return Status.ERROR;
        }
    }

    private KvStore store() {
        KvStore open = store;
        if (open == null) {
            throw new IllegalStateException("init was not called");
        }
        return open;
    }

    /** YCSB's keys are {@code user} and a number: behind all of them, and with the same beginning, as ordered layouts ask for. */
    private static String end(String key) {
        return key.replaceAll("[0-9]+$", "") + ":";
    }

    private static void select(ByteString value, @Nullable Set<String> fields, Map<String, ByteIterator> result) {
        Fields.unpack(value).forEach((name, bytes) -> {
            if (fields == null || fields.contains(name)) {
                result.put(name, new ByteArrayByteIterator(bytes));
            }
        });
    }
}
