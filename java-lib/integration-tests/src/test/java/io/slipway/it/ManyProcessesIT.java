package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.PutOptions;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.load.LoadResult;
import io.slipway.migrate.stage.GateNumber;
import io.slipway.migrate.stage.LibraryVersion;
import io.slipway.migrate.stage.StageMove;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.provider.Operator;
import io.slipway.redis.RedisServer;
import io.slipway.spi.Layout;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Service processes of two services over one old store and one config store, while their table takes every edge, forwards and back. */
@OnCassandra
class ManyProcessesIT {
    private static final TableSpec SPEC = TableSpec.of(FleetMember.TABLE, Layout.parse("prefix(until 0x2f)"));
    private static final String VERSION = "0.2.0";
    private static final String OLDER = "0.1.9";
    private static final int OLD_ROWS = 300;

    private final List<FleetProcess> fleet = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void killAll() {
        fleet.forEach(FleetProcess::close);
    }

    @Test
    void should_lose_nothing_while_processes_die_and_sleep_and_lose_the_config_store(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) throws IOException {
        try (RedisServer redis =
                RedisServer.builder().setting("appendfsync", "everysec").start()) {
            KvConfig config = config(redis, cluster, keyspace);
            fill(config);
            try (Operator operator = Operator.open(config.with("config.cql.create", "true"))) {
                Waiting.on(operator.importTables(List.of(first())));
                FleetProcess api = start("api", VERSION, config);
                FleetProcess sleeper = start("api", VERSION, config);
                FleetProcess delivery = start("delivery", VERSION, config);
                FleetProcess victim = start("delivery", VERSION, config);
                fleet.forEach(FleetProcess::awaitReady);

                move(operator, Stage.DUAL_WRITE);
                cluster.server(0).kill();
                fleet.forEach(process -> process.awaitMore(60));
                cluster.server(0).restart();
                assertThat(Waiting.on(operator.load(SPEC.name(), progress -> {}).result())
                                .outcome())
                        .isEqualTo(LoadResult.Outcome.COMPLETE);
                move(operator, Stage.AUDIT);
                assertThat(Waiting.on(operator.validate(
                                                SPEC.name(), ValidationScope.WHOLE, (step, rows, estimated) -> {})
                                        .report())
                                .left())
                        .isZero();
                awaitGate(operator);
                assertNothingFailed();

                move(operator, to(Stage.READ_TARGET).forService("api"));
                List.of(api, delivery).forEach(process -> process.awaitMore(30));
                victim.kill();
                FleetProcess heir = start("delivery", VERSION, config).awaitReady();
                move(operator, Stage.AUDIT);
                List.of(api, heir).forEach(process -> process.awaitMore(30));

                sleeper.pause();
                move(operator, Stage.READ_TARGET);
                move(operator, Stage.AUDIT);
                move(operator, Stage.READ_TARGET);
                sleeper.resume();
                sleeper.awaitMore(30);

                assertOldLibraryIsNamed(operator, config);
                move(operator, to(Stage.TARGET).demanding(LibraryVersion.of(VERSION)));
                List<FleetProcess> living = List.of(api, sleeper, delivery, heir);
                living.forEach(process -> process.awaitMore(30));
                living.forEach(FleetProcess::end);

                assertThat(Waiting.on(operator.processes()))
                        .extracting(ProcessStatus::service)
                        .as("what the killed one left")
                        .containsExactly("delivery");
                assertThat(sleeper.retries())
                        .as("refusals that the sleeper met")
                        .isPositive();
            }
        }
        assertThat(fleet).allSatisfy(process -> assertThat(process.stale()).isEmpty());
        assertTruth(new TargetTruth(session, keyspace).rows(SPEC));
    }

    /** It follows the table like every other, and keeps it from the target until it is gone. */
    private void assertOldLibraryIsNamed(Operator operator, KvConfig config) throws IOException {
        FleetProcess old = start("delivery", OLDER, config).awaitReady();
        old.awaitMore(10);
        assertThatThrownBy(() -> move(operator, to(Stage.TARGET).demanding(LibraryVersion.of(VERSION))))
                .isInstanceOfSatisfying(
                        KvException.class, refused -> assertThat(refused.code()).isEqualTo(KvErrorCode.GATE_REFUSED))
                .hasMessageContaining("processes with a library before " + VERSION + " 1: process-")
                .hasMessageContaining("(delivery, " + OLDER + ")");
        old.end();
    }

    private FleetProcess start(String service, String version, KvConfig config) throws IOException {
        String name = "m" + fleet.size();
        Path own = folder.resolve(name);
        FleetProcess process = new FleetProcess(
                name, provider(version), config.with("service", service).with("state.path", own.toString()), folder);
        fleet.add(process);
        return process;
    }

    /** Written once: a running process reads it. */
    private Path provider(String version) throws IOException {
        Path jar = folder.resolve("provider-" + version + ".jar");
        if (Files.notExists(jar)) {
            ProviderJar.write(jar, version);
        }
        return jar;
    }

    private KvConfig config(RedisServer redis, CassandraCluster cluster, Keyspace keyspace) {
        return KvConfig.empty()
                .with("source.redis.address", redis.endpoint())
                .with(
                        "target.cql.contact-points",
                        cluster.contactPoints().stream()
                                .map(address -> address.getHostString() + ":" + address.getPort())
                                .collect(Collectors.joining(",")))
                .with("target.cql.keyspace", keyspace.name())
                .with("config.store", "cql")
                .with("config.cql.keyspace", keyspace.name())
                .with("state.path", folder.resolve("operator").toString())
                .with("deadline", "5s")
                .with("threads", "2")
                .with("stages.poll", "100ms");
    }

    private static TableConfig first() {
        return new TableConfig(
                SPEC, Phase.SOURCE, 1, 0, WritePolicy.BACKGROUND, 1, 0, "imported", "test", Instant.EPOCH);
    }

    private static ByteString oldKey(int row) {
        return ByteString.copyFromUtf8("old/" + row);
    }

    private static void fill(KvConfig config) {
        Map<ByteString, ByteString> rows = IntStream.range(0, OLD_ROWS)
                .boxed()
                .collect(Collectors.toMap(ManyProcessesIT::oldKey, row -> ByteString.copyFromUtf8("row " + row)));
        KvConfig old = KvConfig.empty()
                .with("provider", "redis")
                .with("source.redis.address", config.settings().get("source.redis.address"));
        try (KvStore store = KvStore.open(old)) {
            store.table(SPEC.name()).putMany(rows, PutOptions.none());
        }
    }

    private static StageMove to(Stage stage) {
        return StageMove.of(SPEC.name(), stage, "test", "test").acceptingFinal();
    }

    private static void move(Operator operator, Stage stage) {
        move(operator, to(stage));
    }

    private static void move(Operator operator, StageMove move) {
        long began = System.nanoTime();
        TableConfig now = Waiting.on(operator.move(move));
        System.out.printf(
                "epoch %d: %s %s after %d ms%n",
                now.epoch(), now.phase(), now.targetReaders(), (System.nanoTime() - began) / 1_000_000);
    }

    private static void awaitGate(Operator operator) {
        await().atMost(Service.PATIENCE)
                .untilAsserted(() -> assertThat(Waiting.on(operator.gate(SPEC.name(), Stage.READ_TARGET)))
                        .filteredOn(number -> number.kind() != GateNumber.Kind.AWAITED)
                        .allMatch(GateNumber::holds));
    }

    /** Until reads move, no outage of target and config store reaches a caller. */
    private void assertNothingFailed() {
        assertThat(fleet).allSatisfy(process -> assertThat(process.failures()).isEmpty());
    }

    private void assertTruth(Map<ByteString, StoredValue> rows) {
        Map<ByteString, StoredValue> left = new HashMap<>(rows);
        for (int row = 0; row < OLD_ROWS; row++) {
            StoredValue found = left.remove(oldKey(row));
            assertThat(found).as("old row " + row).isNotNull();
            assertThat(found.value().toStringUtf8()).isEqualTo("row " + row);
        }
        Set<String> wrong = new HashSet<>();
        int acknowledged = 0;
        for (FleetProcess process : fleet) {
            acknowledged += process.acknowledged();
            process.possible().forEach((key, numbers) -> {
                Optional<ByteString> found = Optional.ofNullable(left.remove(ByteString.copyFromUtf8(key)))
                        .map(StoredValue::value);
                if (numbers.stream()
                        .noneMatch(number -> FleetMember.content(key, number).equals(found))) {
                    wrong.add(key + " may hold " + numbers + ", and holds "
                            + found.map(ByteString::toStringUtf8).orElse("nothing"));
                }
            });
        }
        System.out.printf(
                "%d processes, %d acknowledged writes; failed for sure: %s%n",
                fleet.size(),
                acknowledged,
                fleet.stream().collect(Collectors.toMap(FleetProcess::name, process -> process.failures()
                        .size())));
        assertThat(wrong).isEmpty();
        assertThat(left.keySet()).as("keys that nobody wrote").isEmpty();
    }
}
