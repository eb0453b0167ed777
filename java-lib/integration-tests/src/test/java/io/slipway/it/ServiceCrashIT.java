package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.kv.PutOptions;
import io.slipway.kv.spi.Waiting;
import io.slipway.source.rocksdb.RocksOptions;
import io.slipway.source.rocksdb.RocksSource;
import io.slipway.spi.KeyRange;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.TableEpoch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service's own process dies by SIGKILL again and again while it loads and writes, and each time goes on where it was. */
@OnCassandra
class ServiceCrashIT {
    private static final int KILLS = 6;
    private static final int KILL_AFTER_MIN_MS = 200;
    private static final int KILL_AFTER_MAX_MS = 1_800;

    private final long seed = System.nanoTime();
    private final int[] next = new int[CrashSteps.WRITERS];
    private final List<String> milestones = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void should_lose_and_double_nothing_if_the_process_is_killed(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) throws Exception {
        System.out.println("seed " + seed);
        Map<ByteString, ByteString> expected = new HashMap<>();
        CrashSteps.cold(seed, expected);
        try (KvStore old = KvStore.open(Service.old(folder).with("provider", "rocksdb"))) {
            old.table(CrashSteps.TABLE).putMany(expected, PutOptions.none());
        }
        KvConfig config = Service.config(folder, cluster, keyspace).with("load.rows-per-second", "300");
        Random random = new Random(seed);
        int killsWhileLoading = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            milestones.clear();
            // The first kill may meet the enrolment, the others meet the load.
            run(config, kill == 0 ? "acknowledged" : "loading", random.nextInt(KILL_AFTER_MIN_MS, KILL_AFTER_MAX_MS));
            killsWhileLoading += milestones.equals(List.of("loading")) ? 1 : 0;
        }
        milestones.clear();
        assertThat(run(config, "nothing", 0)).isZero();

        System.out.printf(
                "%d kills, %d of them while loading; the last run: %s%n", KILLS, killsWhileLoading, milestones);
        assertThat(killsWhileLoading).isGreaterThanOrEqualTo(KILLS - 1);
        assertThat(milestones).hasSize(4).contains("loading", "moved", "ended");
        assertThat(milestones.get(1))
                .as("whether the load went on from its savepoint")
                .startsWith("loaded true");
        for (int writer = 0; writer < CrashSteps.WRITERS; writer++) {
            assertThat(next[writer]).isPositive();
            new CrashSteps(seed, writer).replay(next[writer], expected);
        }
        assertSame("source", source(), expected);
        assertSame("target", values(new TargetTruth(session, keyspace).rows(CrashedService.SPEC)), expected);
    }

    /** Starts the service and kills it some time after a line that begins so, or lets it come to its end. Answers its exit code. */
    private int run(KvConfig config, String trigger, int killAfterMs) throws IOException, InterruptedException {
        Process process = start(config);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            boolean triggered = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                assertThat(line).doesNotStartWith("failed");
                note(line);
                if (!triggered && line.startsWith(trigger)) {
                    triggered = true;
                    // What it has said before can still be read, which Process.destroyForcibly would prevent.
                    CompletableFuture.delayedExecutor(killAfterMs, TimeUnit.MILLISECONDS)
                            .execute(process.toHandle()::destroyForcibly);
                } else if (line.equals("moved")) {
                    process.getOutputStream().close();
                }
            }
            return process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    /** A line may be cut short by the kill; then nobody was told. */
    private void note(String line) {
        String[] words = line.split(" ");
        if (words.length == 3 && words[0].equals("acknowledged")) {
            int writer = Integer.parseInt(words[1]);
            next[writer] += Integer.parseInt(words[2]) == next[writer] ? 1 : 0;
        } else if (line.matches("loading|loaded .*|moved|ended")) {
            milestones.add(line);
        }
    }

    private Process start(KvConfig config) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                CrashedService.class.getName(),
                Long.toString(seed),
                Integer.toString(config.settings().size())));
        config.settings().forEach((key, value) -> command.add(key + "=" + value));
        for (int number : next) {
            command.add(Integer.toString(number));
        }
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private Map<ByteString, ByteString> source() {
        RocksOptions options = RocksOptions.at(folder.resolve("old"));
        try (SourceStore source = RocksSource.open(options, Clock.systemUTC())) {
            long epoch = Waiting.on(source.state(CrashSteps.TABLE)).epochMax();
            return Waiting.on(source.scan(new TableEpoch(CrashSteps.TABLE, epoch), KeyRange.ALL, Integer.MAX_VALUE))
                    .stream()
                    .collect(Collectors.toMap(
                            row -> row.key(), row -> row.stored().value()));
        }
    }

    private static Map<ByteString, ByteString> values(Map<ByteString, StoredValue> rows) {
        return rows.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, row -> row.getValue()
                .value()));
    }

    /** Names the keys that differ: the maps themselves would fill the screen. */
    private static void assertSame(
            String side, Map<ByteString, ByteString> found, Map<ByteString, ByteString> expected) {
        assertThat(found.keySet()).as("keys of the " + side).isEqualTo(expected.keySet());
        assertThat(found.entrySet()).as("rows of the " + side).allMatch(row -> row.getValue()
                .equals(expected.get(row.getKey())));
    }
}
