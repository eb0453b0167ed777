package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCategory;
import io.slipway.migrate.Count;
import io.slipway.migrate.validate.ValidationReport;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.redis.RedisServer;
import io.slipway.spi.config.Stage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole road of tables from a Redis server that is killed and restarted again and again, beneath callers. */
@OnCassandra
class RedisMigrationIT {
    private static final int COLD_ROWS = 1_000;
    private static final int KILL_EVERY_MS = 2_500;

    private final long seed = System.nanoTime();
    private final AtomicInteger kills = new AtomicInteger();
    private final List<Workload> workloads = List.of(new Workload("sightings", "prefix(until 0x2f)", COLD_ROWS, seed));

    @TempDir
    Path folder;

    @Test
    void should_move_tables_if_the_source_s_server_is_killed_meanwhile(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) throws InterruptedException {
        System.out.println("seed " + seed);
        try (RedisServer redis = RedisServer.builder().start()) {
            KvConfig old = KvConfig.empty().with("source.redis.address", redis.endpoint());
            Service.fill(old.with("provider", "redis"), workloads);
            KvConfig config = old.with("state.path", folder.resolve("state").toString());
            ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
            try (Service service = new Service(Service.config(config, cluster, keyspace));
                    Traffic traffic = Traffic.start(service.store(), workloads)) {
                service.importTables(workloads);
                killer.scheduleWithFixedDelay(() -> kill(redis), KILL_EVERY_MS, KILL_EVERY_MS, TimeUnit.MILLISECONDS);
                workloads.forEach(workload -> walk(service, workload.spec().name()));
                assertThat(service.counters().total(Count.MISMATCHES)).isZero();
                System.out.printf("%d calls answered, %d kills%n", traffic.answered(), kills.get());
            } finally {
                killer.shutdownNow();
                assertThat(killer.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            }
        }
        assertThat(kills).hasPositiveValue();
        TargetTruth truth = new TargetTruth(session, keyspace);
        for (Workload workload : workloads) {
            assertThat(workload.failures())
                    .as("a call fails only as one that met a dead server")
                    .allMatch(failure -> failure.exception().code().category() == KvErrorCategory.UNAVAILABLE
                            || failure.exception().code().category() == KvErrorCategory.UNKNOWN_OUTCOME);
            assertThat(workload.wrongReads()).isEmpty();
            assertThat(workload.deletes()).isPositive();
            assertThat(workload.ledger().contradictions(truth.rows(workload.spec()), Instant.now()))
                    .as("target table " + workload.spec().name())
                    .isEmpty();
        }
    }

    private void kill(RedisServer redis) {
        redis.kill();
        redis.restart();
        kills.incrementAndGet();
    }

    private static void walk(Service service, String table) {
        service.move(table, Stage.DUAL_WRITE);
        assertThat(service.load(table).rows()).isGreaterThan(COLD_ROWS);
        service.move(table, Stage.AUDIT);
        ValidationReport validated = service.validate(table, ValidationScope.WHOLE);
        assertThat(validated.left()).as(validated.toString()).isZero();
        service.awaitGate(table, Stage.READ_TARGET);
        service.move(table, Stage.READ_TARGET);
        service.move(table, Stage.AUDIT);
        service.move(table, Stage.READ_TARGET);
        service.move(table, Stage.TARGET);
    }
}
