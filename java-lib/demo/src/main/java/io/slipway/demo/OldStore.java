package io.slipway.demo;

import io.slipway.kv.KvConfig;
import io.slipway.redis.RedisServer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The old store that the tables leave, and how it is opened.
 *
 * @param provider its own provider, which services used before Slipway
 * @param settings where it is, for that provider and for Slipway alike
 * @param server ends with this
 */
record OldStore(String provider, String description, Map<String, String> settings, AutoCloseable server)
        implements AutoCloseable {

    /** The kinds that the demo knows. */
    enum Kind {
        /** RocksDB inside the one process that uses it. */
        ROCKSDB,
        /** A Redis server that many processes share. */
        REDIS;

        /** As the option {@code --source} takes it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Starts what it needs. */
    static OldStore open(Kind kind, Path folder) {
        return switch (kind) {
            case ROCKSDB ->
                new OldStore(
                        "rocksdb", "an embedded RocksDB", Map.of("source.rocksdb.path", folder.toString()), () -> {});
            case REDIS -> {
                RedisServer server = RedisServer.builder().folder(folder).start();
                yield new OldStore(
                        "redis",
                        "Redis at " + server.endpoint(),
                        Map.of("source.redis.address", server.endpoint()),
                        server);
            }
        };
    }

    /** Slipway has not been heard of yet. */
    KvConfig own() {
        KvConfig config = KvConfig.empty().with("provider", provider);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            config = config.with(setting.getKey(), setting.getValue());
        }
        return config;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("the old store's server cannot be ended", e);
        }
    }
}
