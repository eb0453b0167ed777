package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.migrate.Count;
import io.slipway.migrate.validate.ValidationReport;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.spi.config.Stage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole road of a table, there, back and there again, beneath callers that know nothing of it. */
@OnCassandra
class MigrationIT {
    private static final int COLD_ROWS = 500;

    private final long seed = System.nanoTime();
    private final List<Workload> workloads = List.of(
            new Workload("samples", "hash", COLD_ROWS, seed),
            new Workload("sightings", "prefix(until 0x2f)", COLD_ROWS, seed),
            new Workload("strings", "bucketed(prefix(until 0x2f), 8)", COLD_ROWS, seed));

    @TempDir
    Path folder;

    @Test
    void should_move_tables_beneath_running_callers(CassandraCluster cluster, CqlSession session, Keyspace keyspace) {
        System.out.println("seed " + seed);
        Service.fill(folder, workloads);
        try (Service service = new Service(Service.config(folder, cluster, keyspace));
                Traffic traffic = Traffic.start(service.store(), workloads)) {
            service.importTables(workloads);
            workloads.forEach(workload -> walk(service, workload.spec().name()));
            workloads.forEach(workload -> assertThat(workload.failures())
                    .as("failed calls of " + workload.spec().name())
                    .isEmpty());
            assertThat(service.counters().total(Count.MISMATCHES)).isZero();
            assertThat(service.counters().total(Count.FAILED)).isZero();
            System.out.printf(
                    "%d calls answered, %d reads compared%n",
                    traffic.answered(), service.counters().total(Count.COMPARISONS));
        }
        TargetTruth truth = new TargetTruth(session, keyspace);
        for (Workload workload : workloads) {
            assertThat(workload.wrongReads()).isEmpty();
            assertThat(workload.deletes()).isPositive();
            assertThat(workload.ledger().contradictions(truth.rows(workload.spec()), Instant.now()))
                    .as("target table " + workload.spec().name())
                    .isEmpty();
        }
    }

    private static void walk(Service service, String table) {
        service.move(table, Stage.DUAL_WRITE);
        assertThat(service.load(table).rows()).isGreaterThan(COLD_ROWS);
        service.move(table, Stage.AUDIT);
        ValidationReport validated = service.validate(table, ValidationScope.WHOLE);
        assertThat(validated.left()).as(validated.toString()).isZero();
        assertThat(validated.comparisons()).isGreaterThan(COLD_ROWS);
        service.awaitGate(table, Stage.READ_TARGET);
        service.move(table, Stage.READ_TARGET);
        service.move(table, Stage.AUDIT);
        service.move(table, Stage.READ_TARGET);
        service.move(table, Stage.TARGET);
    }
}
