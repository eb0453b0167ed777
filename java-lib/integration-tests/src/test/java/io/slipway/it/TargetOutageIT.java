package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.Count;
import io.slipway.migrate.load.LoadProgress;
import io.slipway.migrate.load.LoadResult;
import io.slipway.migrate.load.LoadRun;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.spi.config.Stage;
import io.slipway.spi.source.OutboxStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The target dies, or stands still, in every stage: before read-target nobody notices, behind it callers are told the truth. */
@OnCassandra
class TargetOutageIT {
    private static final String TABLE = "reports";
    private static final int IN_FLIGHT = 100;
    private static final int COLD_ROWS = 3_000;

    private final long seed = System.nanoTime();
    private final Workload workload = new Workload(TABLE, "prefix(until 0x2f)", COLD_ROWS, seed);
    private final List<Workload> workloads = List.of(workload);

    @TempDir
    Path folder;

    @Test
    void should_fail_no_call_and_lose_nothing_if_the_target_is_away_before_read_target(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) {
        System.out.println("seed " + seed);
        Service.fill(folder, workloads);
        try (Service service =
                new Service(Service.config(folder, cluster, keyspace).with("load.rows-per-second", "1000"))) {
            service.importTables(workloads);
            try (Traffic traffic = Traffic.start(service.store(), workloads)) {
                service.move(TABLE, Stage.DUAL_WRITE);
                killInFlight(cluster, service, traffic, () -> true);
                traffic.awaitAnswers(1_000);
                cluster.server(0).restart();

                AtomicReference<LoadProgress> progress = new AtomicReference<>();
                LoadRun load = service.operator().load(TABLE, progress::set);
                killInFlight(cluster, service, traffic, () -> within(progress.get(), 0.2, 0.8));
                traffic.awaitAnswers(1_000);
                cluster.server(0).restart();
                assertThat(Waiting.on(load.result()).outcome()).isEqualTo(LoadResult.Outcome.COMPLETE);

                cluster.server(0).pause();
                traffic.awaitAnswers(1_500);
                cluster.server(0).resume();
                traffic.awaitAnswers(500);
            }
            service.awaitEmptyOutbox(TABLE);
            assertThat(workload.failures()).isEmpty();
            long recovered = service.counters().get(TABLE, Count.RECOVERED);
            System.out.printf("%d calls answered, %d entries recovered%n", workload.answered(), recovered);
            assertThat(recovered).isPositive();
        }
        assertThatNothingIsLost(session, keyspace);
    }

    @Test
    void should_say_what_may_have_happened_if_the_target_is_away_from_read_target_on(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) {
        System.out.println("seed " + seed);
        Service.fill(folder, workloads);
        try (Service service =
                new Service(Service.config(folder, cluster, keyspace).with("deadline", "2s"))) {
            service.importTables(workloads);
            try (Traffic traffic = Traffic.start(service.store(), workloads)) {
                service.bring(TABLE, Stage.READ_TARGET);
                assertThat(workload.failures()).isEmpty();

                cluster.server(0).kill();
                awaitFailures(KvErrorCategory.UNKNOWN_OUTCOME);
                cluster.server(0).restart();
                traffic.awaitAnswers(500);
                assertThat(workload.failures(true, KvErrorCategory.UNAVAILABLE))
                        .as("the source had each of these writes")
                        .isZero();

                service.move(TABLE, Stage.TARGET);
                workload.failures().clear();
                cluster.server(0).pause();
                awaitFailures(KvErrorCategory.UNKNOWN_OUTCOME);
                cluster.server(0).resume();
                traffic.awaitAnswers(500);
                workload.failures().clear();
                cluster.server(0).kill();
                awaitFailures(KvErrorCategory.UNAVAILABLE);
                cluster.server(0).restart();
                traffic.awaitAnswers(500);
            }
        }
        assertThat(workload.failures())
                .allMatch(failure ->
                        failure.exception().retryable() || failure.exception().maybeApplied());
        assertThatNothingIsLost(session, keyspace);
    }

    /** A refusal of the whole table is an outage: nothing is set aside, and all of it arrives once the table is mended. */
    @Test
    void should_wait_for_a_table_that_somebody_dropped_at_the_target(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) {
        System.out.println("seed " + seed);
        Service.fill(folder, workloads);
        try (Service service = new Service(Service.config(folder, cluster, keyspace))) {
            service.importTables(workloads);
            service.move(TABLE, Stage.DUAL_WRITE);
            String created = session.execute("DESCRIBE TABLE " + keyspace.table(TABLE))
                    .one()
                    .getString("create_statement");
            session.execute("DROP TABLE " + keyspace.table(TABLE));
            try (Traffic traffic = Traffic.start(service.store(), workloads)) {
                traffic.awaitAnswers(500);
            }
            assertThat(workload.failures()).isEmpty();
            OutboxStatus refused = Waiting.on(service.operator().status(TABLE)).outbox();
            assertThat(refused.depth()).isPositive();
            assertThat(refused.parked()).isZero();
            assertThatThrownBy(() -> Waiting.on(service.operator().recover(TABLE)))
                    .hasMessageContaining("does not exist");

            session.execute(created);
            await().atMost(Service.PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                            Waiting.on(service.operator().recover(TABLE)).depth())
                    .isZero());
            service.load(TABLE);
            assertThat(service.validate(TABLE, ValidationScope.WHOLE).left()).isZero();
        }
        assertThatNothingIsLost(session, keyspace);
    }

    private void assertThatNothingIsLost(CqlSession session, Keyspace keyspace) {
        assertThat(workload.wrongReads()).isEmpty();
        TargetTruth truth = new TargetTruth(session, keyspace);
        assertThat(workload.ledger().contradictions(truth.rows(workload.spec()), Instant.now()))
                .isEmpty();
    }

    /** Kills the server with many writes on their way to it, once {@code moment} has come. */
    private static void killInFlight(CassandraCluster cluster, Service service, Traffic traffic, Moment moment) {
        await().atMost(Service.PATIENCE).until(moment::hasCome);
        traffic.rush();
        await().atMost(Service.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> service.earlyAppliesUnderWay() >= IN_FLIGHT);
        int inFlight = service.earlyAppliesUnderWay();
        cluster.server(0).kill();
        traffic.calmDown();
        System.out.printf("killed with %d writes in flight%n", inFlight);
    }

    private static boolean within(LoadProgress progress, double from, double to) {
        return progress != null
                && progress.rows() >= from * progress.rowsEstimated()
                && progress.rows() <= to * progress.rowsEstimated();
    }

    /** Waits for failed writes of that category and for failed reads, which are never anything but unavailable. */
    private void awaitFailures(KvErrorCategory ofWrites) {
        await().atMost(Service.PATIENCE)
                .until(() -> workload.failures(true, ofWrites) > 0
                        && workload.failures(false, KvErrorCategory.UNAVAILABLE) > 0);
        assertThat(workload.failures())
                .filteredOn(failure -> !failure.write())
                .allMatch(failure -> failure.exception().code().category() == KvErrorCategory.UNAVAILABLE);
    }

    private interface Moment {
        boolean hasCome();
    }
}
