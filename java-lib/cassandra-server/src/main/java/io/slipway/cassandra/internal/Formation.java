package io.slipway.cassandra.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Whether servers are one working cluster. That they answer clients does not mean it: a server answers before it knows
 * its peers. So each must read at consistency ALL what lives on all of them, and see all the others at one schema version.
 *
 * @param servers where the servers answer clients; one to three
 */
public record Formation(List<InetSocketAddress> servers) {
    /** Tables that Cassandra itself keeps on one, two and three servers. */
    private static final List<String> TABLES_BY_REPLICAS =
            List.of("system_auth.roles", "system_traces.sessions", "system_distributed.parent_repair_history");

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

    public Formation {
        servers = List.copyOf(servers);
    }

    /** Returns if the servers are one cluster, and throws if they are not, or not yet. */
    public void check() throws IOException {
        Set<UUID> schemas = new HashSet<>();
        for (InetSocketAddress server : servers) {
            try (CqlProbe probe = new CqlProbe(server, READ_TIMEOUT)) {
                List<UUID> peers = probe.uuids("SELECT schema_version FROM system.peers_v2");
                if (peers.size() != servers.size() - 1) {
                    throw new IOException(server + " sees " + peers.size() + " peers");
                }
                schemas.addAll(peers);
                schemas.addAll(probe.uuids("SELECT schema_version FROM system.local"));
                probe.query("SELECT * FROM " + TABLES_BY_REPLICAS.get(servers.size() - 1));
            }
        }
        if (schemas.size() != 1) {
            throw new IOException("Schema versions differ: " + schemas);
        }
    }

    /** Returns if one server answers a query that needs no other server, and throws if it does not. */
    public static void checkAnswer(InetSocketAddress server) throws IOException {
        try (CqlProbe probe = new CqlProbe(server, READ_TIMEOUT)) {
            probe.query("SELECT schema_version FROM system.local");
        }
    }
}
