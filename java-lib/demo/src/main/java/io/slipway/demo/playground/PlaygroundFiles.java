package io.slipway.demo.playground;

import io.slipway.cassandra.CassandraCluster;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** The settings that services and operator share, and the description of the tables. */
final class PlaygroundFiles {

    private static final String SETTINGS =
            """
            source:
              redis:
                address: "%s"
            target:
              cql:
                contact-points: ["%s:%d"]
                datacenter: %s
                keyspace: playground
                replication-factor: 1
            config:
              store: cql
            state:
              path: %s
            """;

    private static final String TABLES =
            """
            tables:
              - name: samples
                layout: hash
              - name: sightings
                layout: prefix(until 0x2f)
            """;

    private PlaygroundFiles() {}

    /** Answers the path of the settings. */
    static Path write(Path folder, String redis, CassandraCluster cassandra) throws IOException {
        InetSocketAddress node = cassandra.contactPoints().get(0);
        Files.writeString(folder.resolve("tables.yaml"), TABLES);
        return Files.writeString(
                folder.resolve("slipway.yaml"),
                SETTINGS.formatted(
                        redis,
                        node.getHostString(),
                        node.getPort(),
                        cassandra.datacenter(),
                        folder.resolve("state").toAbsolutePath()));
    }
}
