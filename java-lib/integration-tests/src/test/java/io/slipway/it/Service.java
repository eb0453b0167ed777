package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.Counters;
import io.slipway.migrate.load.LoadResult;
import io.slipway.migrate.stage.GateNumber;
import io.slipway.migrate.stage.StageMove;
import io.slipway.migrate.validate.ValidationReport;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.provider.Operator;
import io.slipway.provider.Slipway;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** One process of a service: Slipway over an embedded store in a folder and over real servers, with the operator's steps as plain calls. */
final class Service implements AutoCloseable {
    /** Generous: what these tests wait for takes seconds on a quiet machine. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Slipway slipway;

    Service(KvConfig config) {
        this.slipway = Slipway.open(config);
    }

    /** The settings of a service with its store in {@code folder}. */
    static KvConfig config(Path folder, CassandraCluster cluster, Keyspace keyspace) {
        return config(old(folder), cluster, keyspace);
    }

    /** The settings of a service with an old store of these settings. */
    static KvConfig config(KvConfig old, CassandraCluster cluster, Keyspace keyspace) {
        String contactPoints =
                cluster.contactPoints().stream().map(Service::text).collect(Collectors.joining(","));
        return old.with("target.cql.contact-points", contactPoints)
                .with("target.cql.keyspace", keyspace.name())
                .with("deadline", "5s")
                .with("stages.poll", "50ms");
    }

    /** The same settings without a target. */
    static KvConfig old(Path folder) {
        return KvConfig.empty()
                .with("source.rocksdb.path", folder.resolve("old").toString())
                .with("source.rocksdb.sync", "false");
    }

    /** Puts the workloads' first rows through the old store's own provider, before any migration. */
    static void fill(Path folder, List<Workload> workloads) {
        fill(old(folder).with("provider", "rocksdb"), workloads);
    }

    /** As {@link #fill(Path, List)}, with settings that name the provider. */
    static void fill(KvConfig settings, List<Workload> workloads) {
        try (KvStore old = KvStore.open(settings)) {
            workloads.forEach(
                    workload -> workload.fill(old.table(workload.spec().name())));
        }
    }

    KvStore store() {
        return slipway.store();
    }

    Operator operator() {
        return slipway.operator();
    }

    Counters counters() {
        return slipway.counters();
    }

    int earlyAppliesUnderWay() {
        return slipway.earlyAppliesUnderWay();
    }

    void importTables(List<Workload> workloads) {
        Waiting.on(
                operator().importTables(workloads.stream().map(Workload::first).toList()));
    }

    TableConfig move(String table, Stage to) {
        return Waiting.on(
                operator().move(StageMove.of(table, to, "test", "test").acceptingFinal()));
    }

    Stage stage(String table) {
        return Waiting.on(operator().status(table)).record().phase().stage();
    }

    /** Takes a table forward to {@code to}, with all that the gates ask for. Wants callers whose reads can be compared. */
    void bring(String table, Stage to) {
        Stage now = stage(table);
        for (Stage stage : Stage.values()) {
            if (stage.compareTo(now) > 0 && stage.compareTo(to) <= 0) {
                if (stage == Stage.AUDIT) {
                    load(table);
                } else if (stage == Stage.READ_TARGET) {
                    assertThat(validate(table, ValidationScope.WHOLE).left()).isZero();
                    awaitGate(table, stage);
                }
                move(table, stage);
            }
        }
    }

    LoadResult load(String table) {
        LoadResult result = Waiting.on(operator().load(table, progress -> {}).result());
        assertThat(result.outcome()).isEqualTo(LoadResult.Outcome.COMPLETE);
        return result;
    }

    ValidationReport validate(String table, ValidationScope scope) {
        return Waiting.on(operator()
                .validate(table, scope, (step, rows, rowsEstimated) -> {})
                .report());
    }

    /** Waits for the numbers of the table's next gate to hold: comparisons come with the traffic. */
    void awaitGate(String table, Stage to) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Waiting.on(operator().gate(table, to)))
                        .filteredOn(number -> number.kind() != GateNumber.Kind.AWAITED)
                        .allMatch(GateNumber::holds));
    }

    /** Waits for the recoverer to bring all that the target has missed. */
    void awaitEmptyOutbox(String table) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        Waiting.on(operator().status(table)).outbox().depth())
                .isZero());
    }

    @Override
    public void close() {
        slipway.close();
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
