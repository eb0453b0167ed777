package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.load.LoadResult;
import io.slipway.migrate.load.LoadRun;
import io.slipway.spi.config.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three replicas and quorums: one server may die at any time, and nobody notices. */
@OnCassandra(servers = 3)
class ThreeNodesIT {
    private static final String TABLE = "reports";
    private static final int COLD_ROWS = 1_500;

    private final long seed = System.nanoTime();
    private final Workload workload = new Workload(TABLE, "bucketed(prefix(until 0x2f), 4)", COLD_ROWS, seed);
    private final List<Workload> workloads = List.of(workload);

    @TempDir
    Path folder;

    @Test
    void should_fail_no_call_if_one_of_three_servers_is_killed(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) {
        System.out.println("seed " + seed);
        Service.fill(folder, workloads);
        // Three servers and their callers share a few cores here, and deletes make two requests, one after the other.
        KvConfig config = Service.config(folder, cluster, keyspace)
                .with("load.rows-per-second", "1000")
                .with("deadline", "10s");
        try (Service service = new Service(config)) {
            service.importTables(workloads);
            try (Traffic traffic = Traffic.start(service.store(), workloads).stroll()) {
                service.move(TABLE, Stage.DUAL_WRITE);
                AtomicLong loaded = new AtomicLong();
                LoadRun load = service.operator().load(TABLE, progress -> loaded.set(progress.rows()));
                await().atMost(Service.PATIENCE).until(() -> loaded.get() > COLD_ROWS / 3);
                long loadedBeforeKill = loaded.get();
                cluster.server(1).kill();
                LoadResult result = Waiting.on(load.result());
                assertThat(result.outcome()).isEqualTo(LoadResult.Outcome.COMPLETE);
                assertThat(result.rows()).isGreaterThan(loadedBeforeKill);
                restart(cluster, 1);

                service.bring(TABLE, Stage.READ_TARGET);
                cluster.server(2).kill();
                traffic.awaitAnswers(300);
                service.move(TABLE, Stage.TARGET);
                traffic.awaitAnswers(200);
                restart(cluster, 2);

                cluster.server(0).kill();
                traffic.awaitAnswers(300);
                restart(cluster, 0);
            }
        }
        System.out.printf("%d calls answered%n", workload.answered());
        assertThat(workload.failures()).isEmpty();
        assertThat(workload.wrongReads()).isEmpty();
        TargetTruth truth = new TargetTruth(session, keyspace);
        assertThat(workload.ledger().contradictions(truth.rows(workload.spec()), Instant.now()))
                .isEmpty();
    }

    /** Two servers must be known to be up before the next may go down. */
    private static void restart(CassandraCluster cluster, int server) {
        cluster.server(server).restart();
        cluster.awaitReady(Duration.ofSeconds(60));
    }
}
