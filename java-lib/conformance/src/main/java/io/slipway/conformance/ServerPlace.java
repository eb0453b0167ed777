package io.slipway.conformance;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.config.TableImport;
import io.slipway.migrate.stage.StageMove;
import io.slipway.provider.Operator;
import io.slipway.redis.RedisServer;
import io.slipway.spi.config.Stage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Real servers, with the tables at one stage: a Redis server for each testee, and a keyspace for each in one Cassandra cluster. What one program leaves, the next one
 * finds; so it is for every testee.
 */
final class ServerPlace implements Place {

    private static final List<Stage> ROAD = List.of(Stage.values());
    private static final String AUTHOR = "conformance";

    private static final String TABLES =
            """
            tables:
              - name: plain
                layout: hash
              - name: grouped
                layout: prefix(until 0x2f)
            """;

    /** Deadlines are wide: a slow machine must not look like a difference. */
    private static final String SETTINGS =
            """
            source:
              redis:
                address: "%s"
            target:
              cql:
                contact-points: ["%s:%d"]
                datacenter: %s
                keyspace: %s
                replication-factor: 1
            config:
              store: cql
              cql:
                keyspace: %s_config
                create: true
                replication-factor: 1
            state:
              path: %s
            deadline: 60s
            """;

    private final Stage stage;
    private final CassandraCluster cassandra;

    /** @param cassandra stays open when this is closed */
    ServerPlace(Stage stage, CassandraCluster cassandra) {
        this.stage = stage;
        this.cassandra = cassandra;
    }

    @Override
    public String name() {
        return stage.text();
    }

    @Override
    public Room room(String testee, Path folder) throws IOException {
        RedisServer redis =
                RedisServer.builder().folder(folder.resolve("redis")).start();
        try {
            Path settings = settings(redis, testee, folder);
            bringTables(KvConfig.file(settings));
            return new Room() {
                @Override
                public List<String> arguments() {
                    return List.of("--config", settings.toString());
                }

                @Override
                public void close() {
                    redis.close();
                }
            };
        } catch (IOException | RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    private Path settings(RedisServer redis, String testee, Path folder) throws IOException {
        InetSocketAddress node = cassandra.contactPoints().get(0);
        String keyspace = testee + "_" + stage.text().replace('-', '_');
        return Files.writeString(
                folder.resolve("slipway.yaml"),
                SETTINGS.formatted(
                        redis.endpoint(),
                        node.getHostString(),
                        node.getPort(),
                        cassandra.datacenter(),
                        keyspace,
                        keyspace,
                        folder.resolve("state").toAbsolutePath()));
    }

    /** Gates that ask for evidence are forced: the tables are empty. */
    private void bringTables(KvConfig config) {
        Operator.prepareConfigStore(config);
        try (Operator operator = Operator.open(config)) {
            Waiting.on(operator.importTables(TableImport.parse(AUTHOR, TABLES, AUTHOR, Instant.now())));
            for (String table : ProgramMaker.TABLES) {
                for (Stage next : ROAD.subList(1, ROAD.indexOf(stage) + 1)) {
                    Waiting.on(operator.move(StageMove.of(table, next, "empty tables of a test", AUTHOR)
                            .forced()
                            .acceptingFinal()));
                }
            }
        }
    }

    @Override
    public void close() {}
}
