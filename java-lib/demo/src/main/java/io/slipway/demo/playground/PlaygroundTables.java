package io.slipway.demo.playground;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the old store holds before anybody has heard of Slipway. */
final class PlaygroundTables {

    static final String SAMPLES = "samples";
    static final String SIGHTINGS = "sightings";

    private static final int HOSTS = 200;
    private static final int AT_ONCE = 500;

    private PlaygroundTables() {}

    /** By the old store's own provider. */
    static void fill(KvConfig config, int rows) {
        try (KvStore old = KvStore.open(config.with("provider", "redis"))) {
            for (int from = 0; from < rows; from += AT_ONCE) {
                int to = Math.min(rows, from + AT_ONCE);
                put(old.table(SAMPLES), from, to, true);
                put(old.table(SIGHTINGS), from, to, false);
            }
        }
    }

    private static void put(KvTable table, int from, int to, boolean samples) {
        Map<ByteString, ByteString> some = new LinkedHashMap<>();
        for (int i = from; i < to; i++) {
            some.put(samples ? sample(i) : sighting(i), ByteString.copyFromUtf8("{\"number\": " + i + "}"));
        }
        table.putMany(some, PutOptions.none());
    }

    static ByteString sample(int i) {
        return ByteString.copyFromUtf8("sample-" + i);
    }

    static ByteString sighting(int i) {
        return ByteString.copyFromUtf8("host-" + i % HOSTS + "/" + i);
    }
}
