package io.slipway.demo;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What Slipway has to know of the stores in this run. */
final class StoreSettings {
    private final Map<String, String> settings = new TreeMap<>();

    StoreSettings(OldStore oldStore, CassandraCluster cluster, String keyspace, Path state) {
        InetSocketAddress address = cluster.contactPoints().get(0);
        settings.putAll(oldStore.settings());
        settings.put("state.path", state.toString());
        settings.put("target.cql.contact-points", address.getHostString() + ":" + address.getPort());
        settings.put("target.cql.datacenter", cluster.datacenter());
        settings.put("target.cql.keyspace", keyspace);
        settings.put("target.cql.replication-factor", "1");
    }

    /** Several processes follow the tables' records, so these lie where all of them can read. */
    StoreSettings shared() {
        settings.put("config.store", "cql");
        settings.put("config.cql.replication-factor", "1");
        return this;
    }

    /** For a process that gets its settings from the program. */
    KvConfig config() {
        KvConfig config = KvConfig.empty();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            config = config.with(setting.getKey(), setting.getValue());
        }
        return config;
    }

    /** Writes them for processes that read a file. */
    Path write(Path file) throws IOException {
        return Files.write(
                file,
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"")
                        .toList());
    }
}
