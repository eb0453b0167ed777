package io.slipway.conformance;

import io.slipway.kv.KvConfig;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.config.TableImport;
import io.slipway.migrate.stage.StageMove;
import io.slipway.provider.Operator;
import io.slipway.redis.RedisServer;
import io.slipway.spi.config.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stores on real servers, a Redis server and a keyspace for each testee, whose tables go from stage to stage between the programs, with their rows: what one program
 * leaves, the next one finds, and so it is for every testee.
 */
final class Servers implements AutoCloseable {

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
                contact-points: ["%s"]
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

    private final String contactPoint;
    private final String datacenter;
    private final Path folder;
    private final Map<String, Store> stores = new LinkedHashMap<>();

    /**
     * @param contactPoint of a CQL server, {@code host:port}
     * @param folder for settings and the data of the Redis servers
     */
    Servers(String contactPoint, String datacenter, Path folder) {
        this.contactPoint = contactPoint;
        this.datacenter = datacenter;
        this.folder = folder;
    }

    /** The place where tables are at {@code stage}; places are used in the order of their stages. */
    Place at(Stage stage) {
        return new Place() {
            @Override
            public String name() {
                return stage.text();
            }

            @Override
            public List<String> prepare(String testee) throws IOException {
                Store store = stores.get(testee);
                if (store == null) {
                    store = open(testee);
                    stores.put(testee, store);
                }
                bring(KvConfig.file(store.settings()), stage);
                return List.of("--config", store.settings().toString());
            }
        };
    }

    private record Store(RedisServer redis, Path settings) {}

    private Store open(String testee) throws IOException {
        Path own = Files.createTempDirectory(folder, testee + "-");
        RedisServer redis = RedisServer.builder().folder(own.resolve("redis")).start();
        try {
            // Unlike any that an earlier run has left in the same cluster.
            String keyspace = "conformance_" + testee + "_" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
            Path settings = Files.writeString(
                    own.resolve("slipway.yaml"),
                    SETTINGS.formatted(
                            redis.endpoint(),
                            contactPoint,
                            datacenter,
                            keyspace,
                            keyspace,
                            own.resolve("state").toAbsolutePath()));
            KvConfig config = KvConfig.file(settings);
            Operator.prepareConfigStore(config);
            try (Operator operator = Operator.open(config)) {
                Waiting.on(operator.importTables(TableImport.parse(AUTHOR, TABLES, AUTHOR, Instant.now())));
            }
            return new Store(redis, settings);
        } catch (IOException | RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    /** Rows are loaded on the way; gates that ask for further evidence are forced. */
    private static void bring(KvConfig config, Stage stage) {
        try (Operator operator = Operator.open(config)) {
            for (String table : ProgramMaker.TABLES) {
                Stage now = Waiting.on(operator.tables()).get(table).phase().stage();
                for (Stage next : ROAD.subList(ROAD.indexOf(now) + 1, ROAD.indexOf(stage) + 1)) {
                    if (next == Stage.AUDIT) {
                        Waiting.on(operator.load(table, progress -> {}).result());
                    }
                    Waiting.on(operator.move(StageMove.of(table, next, "a test of programs", AUTHOR)
                            .forced()
                            .acceptingFinal()));
                }
            }
        }
    }

    @Override
    public void close() {
        stores.values().forEach(store -> store.redis().close());
    }
}
