package io.slipway.bench.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.config.TableImport;
import io.slipway.migrate.stage.StageMove;
import io.slipway.provider.Operator;
import io.slipway.provider.Slipway;
import io.slipway.spi.config.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Opens stores for workers: the old one, and Slipway with its table at a given stage. */
final class Stores {

    /** Of every request of every side: a run is slowed down by the machine, never ended. */
    static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final List<Stage> ROAD = List.of(Stage.values());

    private Stores() {}

    /** The embedded old store alone, without fsync: what is measured is the client's work, not the disk. */
    static KvStore old(Place place) {
        return KvStore.open(oldConfig(place).with("provider", "rocksdb"));
    }

    /** Slipway over an empty old store, with every bound as wide as the most that is kept in flight. */
    static Slipway slipway(Place place) {
        return Slipway.open(config(place));
    }

    static KvConfig config(Place place) {
        return target(oldConfig(place), place);
    }

    /**
     * Writes the settings of a table at stage target that programs of any language can open: the old store is a Redis server, the config
     * store lies in the cluster.
     *
     * @return the file
     */
    static Path shared(Ground ground, Place place) throws IOException {
        KvConfig config = target(
                        KvConfig.empty()
                                .with(
                                        "source.redis.address",
                                        ground.servers().redis().endpoint()),
                        place)
                .with("config.store", "cql")
                .with("config.cql.keyspace", place.keyspace() + "_config")
                .with("config.cql.create", "true")
                .with("config.cql.replication-factor", "1");
        Operator.prepareConfigStore(config);
        try (Operator operator = Operator.open(config)) {
            bring(operator, Rows.TABLE, Stage.TARGET);
        }
        return write(config, place.folder());
    }

    private static KvConfig target(KvConfig source, Place place) {
        return source.with("state.path", place.folder().resolve("state").toString())
                .with("target.cql.contact-points", place.contactPoint())
                .with("target.cql.datacenter", place.datacenter())
                .with("target.cql.keyspace", place.keyspace())
                .with("target.cql.replication-factor", "1")
                .with("target.cql.eager-tables", Rows.TABLE + "_hot")
                .with("target.cql.in-flight", "4096")
                .with("early-apply.in-flight", "1024")
                .with("early-apply.timeout", "10s")
                .with("deadline", DEADLINE.toSeconds() + "s");
    }

    /** Takes a table to {@code stage}. Gates that ask for evidence are forced: there is nothing to lose here. */
    static void bring(Operator operator, String table, Stage stage) {
        bring(operator, table, "hash", stage);
    }

    static void bring(Operator operator, String table, String layout, Stage stage) {
        String described = "tables: [{name: " + table + ", layout: '" + layout + "'}]";
        Waiting.on(operator.importTables(TableImport.parse("benchmark", described, "benchmark", Instant.now())));
        for (Stage next : ROAD.subList(1, ROAD.indexOf(stage) + 1)) {
            Waiting.on(operator.move(
                    StageMove.of(table, next, "benchmark", "benchmark").forced().acceptingFinal()));
        }
    }

    /** Writes {@code slipway.yaml} with those settings, dotted names as sections within each other; JSON is YAML. */
    static Path write(KvConfig config, Path folder) throws IOException {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        config.settings().forEach((key, value) -> {
            String[] parts = key.split("\\.");
            ObjectNode section = root;
            for (int i = 0; i < parts.length - 1; i++) {
                section = section.get(parts[i]) instanceof ObjectNode known ? known : section.putObject(parts[i]);
            }
            section.put(parts[parts.length - 1], value);
        });
        return Files.writeString(folder.resolve("slipway.yaml"), root.toString());
    }

    private static KvConfig oldConfig(Place place) {
        return KvConfig.empty()
                .with("source.rocksdb.path", place.folder().resolve("old").toString())
                .with("source.rocksdb.sync", "false");
    }
}
