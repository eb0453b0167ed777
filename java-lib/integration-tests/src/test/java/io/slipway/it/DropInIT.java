package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.stage.StageMove;
import io.slipway.provider.Slipway;
import io.slipway.spi.config.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One service, compiled once, answers alike whatever is beneath it. */
@OnCassandra
class DropInIT {

    private static final long SEED = 20_260_101;
    private static final int OPERATIONS = 600;
    private static final List<String> TABLES = List.of("items", "shelves", "events");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    private static DropInService service;
    private static List<String> transcript;

    @BeforeAll
    static void runOnTheOldStore() throws Exception {
        service = DropInService.compile(Files.createDirectory(folder.resolve("service")));
        transcript = service.run(DropInService.oldProvider(), oldConfig("old"), SEED, OPERATIONS);
    }

    @Test
    void should_have_a_transcript_worth_comparing() {
        assertThat(transcript).hasSizeGreaterThan(OPERATIONS);
        assertThat(transcript).filteredOn(line -> line.contains("Optional[")).hasSizeGreaterThan(30);
        assertThat(transcript)
                .filteredOn(line -> line.contains("Optional.empty"))
                .hasSizeGreaterThan(10);
        assertThat(transcript).filteredOn(line -> line.contains("SLIPWAY-1")).hasSizeGreaterThan(5);
        assertThat(transcript)
                .noneMatch(line -> line.contains("SLIPWAY-2")
                        || line.contains("SLIPWAY-3")
                        || line.contains("SLIPWAY-4")
                        || line.contains("SLIPWAY-5")
                        || line.contains("SLIPWAY-9"));
    }

    @Test
    void should_answer_alike_beside_the_oldest_protobuf() throws Exception {
        assertSameAnswers(service.run(
                DropInService.withOldestProtobuf(DropInService.oldProvider()), oldConfig("oldest"), SEED, OPERATIONS));
    }

    @ParameterizedTest
    @EnumSource
    void should_answer_alike_on_slipway_in_every_stage(Stage stage, CassandraCluster cluster, Keyspace keyspace)
            throws Exception {
        Path config = slipwayConfig(stage.name(), cluster, keyspace);
        bring(config, stage);

        assertSameAnswers(service.run(DropInService.slipway(), config, SEED, OPERATIONS));
        assertThat(stages(config)).containsOnly(stage);
    }

    @Test
    void should_answer_alike_on_slipway_beside_the_oldest_protobuf(CassandraCluster cluster, Keyspace keyspace)
            throws Exception {
        Path config = slipwayConfig("oldest_slipway", cluster, keyspace);
        bring(config, Stage.READ_TARGET);

        assertSameAnswers(
                service.run(DropInService.withOldestProtobuf(DropInService.slipway()), config, SEED, OPERATIONS));
    }

    private static void assertSameAnswers(List<String> answers) {
        for (int i = 0; i < Math.min(answers.size(), transcript.size()); i++) {
            assertThat(answers.get(i)).as("line %d", i + 1).isEqualTo(transcript.get(i));
        }
        assertThat(answers).hasSameSizeAs(transcript);
    }

    /** What an operator does before the service starts; the tables are empty, so there is no load to wait for. */
    private static void bring(Path config, Stage stage) throws Exception {
        Path tables = Files.writeString(
                folder.resolve("tables.yaml"),
                """
                tables:
                  - {name: items, layout: hash}
                  - {name: shelves, layout: prefix(until 0x2f), policy: required}
                  - {name: events, layout: "bucketed(prefix(until 0x2f), 4)"}
                """);
        try (Slipway slipway = Slipway.open(KvConfig.file(config))) {
            Waiting.on(slipway.operator().importTables(tables, "test"));
            for (Stage next : Stage.values()) {
                if (next != Stage.SOURCE && next.compareTo(stage) <= 0) {
                    move(slipway, next);
                }
            }
        }
    }

    private static void move(Slipway slipway, Stage stage) {
        for (String table : TABLES) {
            Waiting.on(slipway.operator()
                    .move(StageMove.of(table, stage, "empty tables", "test")
                            .forced()
                            .acceptingFinal()));
        }
    }

    private static List<Stage> stages(Path config) {
        try (Slipway slipway = Slipway.open(KvConfig.file(config))) {
            return Waiting.on(slipway.operator().tables()).values().stream()
                    .map(record -> record.phase().stage())
                    .toList();
        }
    }

    private static Path slipwayConfig(String name, CassandraCluster cluster, Keyspace keyspace) throws Exception {
        String contactPoints = cluster.contactPoints().stream()
                .map(address -> address.getHostString() + ":" + address.getPort())
                .collect(Collectors.joining(", "));
        return Files.writeString(
                folder.resolve(name + ".yaml"),
                """
                source:
                  rocksdb:
                    path: %s
                    sync: false
                target:
                  cql:
                    contact-points: [%s]
                    datacenter: %s
                    keyspace: %s
                deadline: 20s
                """
                        .formatted(folder.resolve(name), contactPoints, cluster.datacenter(), keyspace.name()));
    }

    private static Path oldConfig(String name) throws Exception {
        return Files.writeString(
                folder.resolve(name + ".yaml"),
                """
                source:
                  rocksdb:
                    path: %s
                    sync: false
                """
                        .formatted(folder.resolve(name)));
    }
}
