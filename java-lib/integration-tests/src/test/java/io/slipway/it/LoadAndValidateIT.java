package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.load.LoadProgress;
import io.slipway.migrate.load.LoadResult;
import io.slipway.migrate.load.LoadRun;
import io.slipway.migrate.validate.Difference;
import io.slipway.migrate.validate.ValidationReport;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.target.TargetTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loader and validator between a real old store and a real server. */
@OnCassandra
class LoadAndValidateIT {

    private static final int ROWS = 6_000;
    private static final int PLANTED = 9;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private MovingTable table(CassandraCluster cluster, Keyspace keyspace) {
        return new MovingTable(folder, cluster.contactPoints().get(0), cluster.datacenter(), keyspace.name());
    }

    @Test
    void should_report_exactly_the_differences_that_were_planted_and_repair_them(
            CassandraCluster cluster, Keyspace keyspace) {
        try (MovingTable table = table(cluster, keyspace)) {
            table.begin(ROWS);
            assertThat(table.load().rows()).isEqualTo(ROWS);
            ValidationReport before = table.validate(ValidationScope.WHOLE);
            assertThat(before.differences()).isEmpty();
            assertThat(before.sourceRows()).isEqualTo(before.targetRows()).isEqualTo(ROWS);

            plant(table);

            Map<Difference.Kind, Long> planted = Map.of(
                    Difference.Kind.MISSING, (long) PLANTED,
                    Difference.Kind.EXTRA, (long) PLANTED,
                    Difference.Kind.VALUE, (long) PLANTED,
                    Difference.Kind.EXPIRY, (long) PLANTED);
            assertThat(table.validate(ValidationScope.WHOLE).differences()).isEqualTo(planted);
            ValidationReport repairing = table.validate(ValidationScope.WHOLE.repairing());
            assertThat(repairing.differences()).isEqualTo(planted);
            assertThat(repairing.repaired()).isEqualTo(4L * PLANTED);
            assertThat(table.validate(ValidationScope.WHOLE).differences()).isEmpty();
        }
    }

    /** Large and small values, rows that expire and rows that stay, are among each kind. */
    private static void plant(MovingTable table) {
        TargetTable target = table.opened();
        long version = table.freshVersion();
        long later = Instant.now().getEpochSecond() + 7_200;
        for (int i = 0; i < PLANTED; i++) {
            int missing = 1_000 + 50 * i;
            int wrong = 2_005 + 19 * i;
            int expiring = 3_000 + 10 * i;
            ByteString extra = ByteString.copyFromUtf8("part99/extra" + i);
            write(target, MovingTable.key(missing), Mutation.delete(), version);
            write(target, extra, Mutation.put(StoredValue.lasting(MovingTable.value(i))), version);
            write(target, MovingTable.key(wrong), Mutation.put(StoredValue.lasting(extra)), version);
            StoredValue longer = new StoredValue(MovingTable.value(expiring), later);
            write(target, MovingTable.key(expiring), Mutation.put(longer), version);
        }
    }

    private static void write(TargetTable target, ByteString key, Mutation mutation, long version) {
        Waiting.on(target.apply(new VersionedWrite(key, mutation, version), Duration.ofSeconds(5)));
    }

    @Test
    void should_go_on_loading_if_the_server_is_killed(CassandraCluster cluster, Keyspace keyspace) throws Exception {
        try (MovingTable table = table(cluster, keyspace)) {
            table.begin(ROWS);
            CountDownLatch underWay = new CountDownLatch(1);
            AtomicReference<LoadProgress> atKill = new AtomicReference<>();
            LoadRun run = table.startLoad(progress -> {
                if (progress.rows() > ROWS / 10 && atKill.compareAndSet(null, progress)) {
                    underWay.countDown();
                }
            });
            assertThat(underWay.await(60, TimeUnit.SECONDS)).isTrue();
            cluster.server(0).kill();
            cluster.server(0).restart();
            LoadResult result = Waiting.on(run.result());
            assertThat(atKill.get().rows()).isBetween(ROWS / 10L, ROWS - 1L);
            assertThat(result.outcome()).isEqualTo(LoadResult.Outcome.COMPLETE);
            assertThat(result.rows()).isEqualTo(ROWS);
            assertThat(result.retries()).isPositive();
            assertThat(table.validate(ValidationScope.WHOLE).differences()).isEmpty();
        }
    }

    @Test
    void should_lose_and_double_nothing_if_the_loading_process_is_killed(CassandraCluster cluster, Keyspace keyspace)
            throws Exception {
        try (MovingTable table = table(cluster, keyspace)) {
            table.begin(ROWS);
        }
        int kills = 0;
        long rows = 0;
        while (rows < ROWS) {
            Process process = start(cluster, keyspace);
            try (var lines = process.inputReader()) {
                String line = lines.readLine();
                while (line != null && !(kills < 2 && rowsIn(line) > ROWS * (1 + 2 * kills) / 5)) {
                    rows = Math.max(rows, rowsIn(line));
                    line = lines.readLine();
                }
                if (line != null) {
                    kills++;
                    process.destroyForcibly().waitFor();
                }
            }
            assertThat(process.waitFor()).isIn(0, 137);
        }
        assertThat(kills).isEqualTo(2);
        try (MovingTable table = table(cluster, keyspace)) {
            LoadResult again = table.load();
            assertThat(again.resumed()).isTrue();
            assertThat(again.rows()).isEqualTo(ROWS);
            ValidationReport report = table.validate(ValidationScope.WHOLE);
            assertThat(report.targetRows()).isEqualTo(ROWS);
            assertThat(report.differences()).isEmpty();
        }
    }

    private static long rowsIn(String line) {
        return line.startsWith(LoadingProcess.MARK) ? Long.parseLong(line.substring(LoadingProcess.MARK.length())) : 0;
    }

    private Process start(CassandraCluster cluster, Keyspace keyspace) throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadingProcess.class.getName(),
                        folder.toString(),
                        Integer.toString(cluster.contactPoints().get(0).getPort()),
                        cluster.datacenter(),
                        keyspace.name()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
