package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.redis.RedisServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The road of a table as a person walks it: typed commands, each a process of its own. */
@OnCassandra
class CommandLineIT {

    private static final int ROWS = 12_000;
    private static final int PLANTED = 5;
    private static final String TABLES =
            """
            tables:
              - name: samples
                layout: hash
            """;

    @TempDir
    Path folder;

    private String target(CassandraCluster cluster, Keyspace keyspace) {
        InetSocketAddress node = cluster.contactPoints().get(0);
        return """
                target:
                  cql:
                    contact-points: ["%s:%d"]
                    datacenter: %s
                    keyspace: %s
                stages:
                  timeout: 20s
                """
                .formatted(node.getHostString(), node.getPort(), cluster.datacenter(), keyspace.name());
    }

    private CommandLine embedded(CassandraCluster cluster, Keyspace keyspace) throws Exception {
        CommandLine slipway = new CommandLine(
                folder, "source:\n  rocksdb:\n    path: " + folder.resolve("old") + "\n" + target(cluster, keyspace));
        Files.writeString(folder.resolve("tables.yaml"), TABLES);
        try (KvStore old = KvStore.open(Service.old(folder).with("provider", "rocksdb"))) {
            for (int i = 0; i < ROWS; i++) {
                old.table("samples").put(key(i), ByteString.copyFromUtf8("value " + i));
            }
        }
        return slipway;
    }

    private static ByteString key(int i) {
        return ByteString.copyFromUtf8("key" + i);
    }

    @Test
    void should_go_on_loading_behind_ctrl_c_and_find_and_repair_what_differs(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) throws Exception {
        CommandLine slipway = embedded(cluster, keyspace);
        assertThat(slipway.run(0, "doctor").path("result").asText()).isEqualTo("ok");
        slipway.run(0, "config", "import", folder.resolve("tables.yaml").toString(), "--author", "ada");
        JsonNode preparation = slipway.run(0, "prepare", "samples", "--dry-run");
        assertThat(preparation.path("statements")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(preparation.path("advice").path(0).asText()).contains("UnifiedCompactionStrategy");
        assertThat(slipway.run(0, "enrol", "samples")
                        .path("record")
                        .path("phase")
                        .asText())
                .isEqualTo("enrolled");
        slipway.run(0, "stage", "samples", "dual-write", "--reason", "begin");

        CommandLine.Running load = slipway.start("load", "samples", "--rows-per-second", "2000", "--json");
        await().atMost(Service.PATIENCE).until(() -> load.errorSoFar().contains("load samples: "));
        load.interrupt();
        CommandLine.Ended interrupted = load.end();
        assertThat(interrupted.code()).as(interrupted.err()).isEqualTo(130);
        assertThat(interrupted.json().path("outcome").asText()).isEqualTo("cancelled");
        assertThat(interrupted.json().path("rows").asLong()).isBetween(1L, ROWS - 1L);

        JsonNode loaded = slipway.run(0, "load", "samples");
        assertThat(loaded.path("resumed").asBoolean()).isTrue();
        assertThat(loaded.path("rows").asLong()).isEqualTo(ROWS);
        slipway.run(0, "stage", "samples", "audit");

        JsonNode refused = slipway.run(4, "stage", "samples", "read-target");
        assertThat(refused.path("gate")).anySatisfy(number -> {
            assertThat(number.path("name").asText()).isEqualTo("validations complete");
            assertThat(number.path("holds").asBoolean()).isFalse();
        });
        assertThat(refused.path("record").path("stage").asText()).isEqualTo("audit");

        for (int i = 0; i < PLANTED; i++) {
            session.execute("DELETE FROM " + keyspace.table("samples") + " WHERE key = textAsBlob('key" + i + "')");
        }
        assertThat(slipway.run(0, "get", "samples", "key1").path("same_value").asBoolean())
                .isFalse();
        JsonNode found = slipway.run(1, "validate", "samples");
        assertThat(found.path("differences").path("missing").asLong()).isEqualTo(PLANTED);
        assertThat(found.path("comparisons").asLong()).isEqualTo(ROWS);
        JsonNode repaired = slipway.run(0, "validate", "samples", "--repair");
        assertThat(repaired.path("repaired").asLong()).isEqualTo(PLANTED);
        CommandLine.Running validation = slipway.start("validate", "samples", "--rate", "2000", "--json");
        await().atMost(Service.PATIENCE).until(() -> validation.errorSoFar().contains("validate samples: "));
        validation.interrupt();
        CommandLine.Ended stopped = validation.end();
        assertThat(stopped.code()).as(stopped.err()).isEqualTo(130);
        assertThat(stopped.json().path("complete").asBoolean()).isFalse();
        JsonNode clean = slipway.run(0, "validate", "samples");
        assertThat(clean.path("left").asLong()).isZero();
        assertThat(clean.path("comparisons").asLong()).isEqualTo(ROWS);
        assertThat(slipway.run(0, "get", "samples", "key1").path("same_value").asBoolean())
                .isTrue();
        assertThat(slipway.run(0, "sweep", "samples", "--dry-run").path("keys").asInt())
                .isZero();
        assertThat(slipway.run(0, "sweep", "samples").path("executed").asBoolean())
                .isTrue();
        assertThat(slipway.run(0, "failures").path("failures")).isEmpty();
        assertThat(slipway.run(0, "config", "history", "samples").path("records"))
                .hasSize(4);
    }

    @Test
    void should_say_who_cannot_be_reached_or_is_in_use(CassandraCluster cluster, Keyspace keyspace) throws Exception {
        CommandLine slipway = embedded(cluster, keyspace);
        slipway.run(0, "config", "import", folder.resolve("tables.yaml").toString());
        CommandLine lost = new CommandLine(
                folder.resolve("lost"),
                "source:\n  rocksdb:\n    path: " + folder.resolve("old")
                        + "\ntarget:\n  cql:\n    contact-points: [\"127.0.0.1:1\"]\n    connect-timeout: 1s\n");
        assertThat(lost.run(3, "enrol", "samples").path("error").path("code").asText())
                .isEqualTo("SLIPWAY-3002");
        assertThat(lost.run(3, "doctor").path("checks"))
                .anySatisfy(check -> assertThat(check.path("level").asText()).isEqualTo("fail"));
        try (KvStore inUse = KvStore.open(Service.old(folder).with("provider", "rocksdb"))) {
            assertThat(inUse.table("samples").exists(key(1))).isTrue();
            assertThat(slipway.run(3, "status").path("error").path("message").asText())
                    .contains("another process");
        }
        assertThat(slipway.run(2, "stage", "other", "audit")
                        .path("error")
                        .path("name")
                        .asText())
                .isEqualTo("TABLE_UNKNOWN");
    }

    @Test
    void should_walk_the_whole_road_beside_a_running_service(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) throws Exception {
        Workload workload = new Workload("samples", "hash", 500, 7);
        try (RedisServer redis =
                RedisServer.builder().setting("appendfsync", "no").start()) {
            String settings = "source:\n  redis:\n    address: \"" + redis.endpoint() + "\"\nconfig:\n  store: cql\n"
                    + "  cql:\n    keyspace: " + keyspace.name() + "\n" + target(cluster, keyspace);
            CommandLine slipway = new CommandLine(folder, settings);
            Files.writeString(folder.resolve("tables.yaml"), TABLES);
            KvConfig config = KvConfig.file(folder.resolve("slipway.yaml"))
                    .with("service", "reports")
                    .with("deadline", "5s");
            try (KvStore old = KvStore.open(config.with("provider", "redis"))) {
                workload.fill(old.table("samples"));
            }
            slipway.run(0, "config", "prepare");
            slipway.run(0, "config", "import", folder.resolve("tables.yaml").toString());
            try (Service service = new Service(config);
                    Traffic traffic = Traffic.start(service.store(), List.of(workload))) {
                walk(slipway);
                assertThat(workload.failures()).isEmpty();
                assertThat(traffic.answered()).isPositive();
            }
        }
        assertThat(workload.wrongReads()).isEmpty();
        assertThat(workload.ledger()
                        .contradictions(new TargetTruth(session, keyspace).rows(workload.spec()), Instant.now()))
                .isEmpty();
    }

    private static void walk(CommandLine slipway) throws Exception {
        slipway.run(0, "enrol", "samples");
        slipway.run(0, "stage", "samples", "dual-write");
        assertThat(slipway.run(0, "load", "samples").path("rows").asLong()).isGreaterThan(500);
        slipway.run(0, "stage", "samples", "audit");
        assertThat(slipway.run(0, "validate", "samples").path("left").asLong()).isZero();
        assertThat(slipway.run(0, "status").path("processes")).singleElement().satisfies(process -> assertThat(
                        process.path("service").asText())
                .isEqualTo("reports"));
        slipway.run(0, "stage", "samples", "read-target", "--wait", "60s");
        slipway.run(0, "stage", "samples", "audit", "--reason", "once back");
        slipway.run(0, "stage", "samples", "read-target", "--wait", "60s");
        CommandLine.Ended unsure = slipway.start("stage", "samples", "target").end();
        assertThat(unsure.code()).isEqualTo(2);
        assertThat(unsure.err()).contains("--yes");
        JsonNode last = slipway.run(0, "stage", "samples", "target", "--yes");
        assertThat(last.path("record").path("floor").asLong()).isPositive();
        assertThat(slipway.run(0, "status")
                        .path("tables")
                        .path(0)
                        .path("sealed")
                        .asBoolean())
                .isTrue();
        JsonNode key = slipway.run(0, "get", "samples", "no-such-key");
        assertThat(key.path("source").path("status").asText()).isEqualTo("absent");
        assertThat(key.path("target").path("status").asText()).isEqualTo("absent");
    }
}
