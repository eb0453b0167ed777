package io.slipway.source.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Mutation;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL at random moments, many times over one store: every acknowledged step is there, whole; the outbox holds exactly the unconfirmed
 * writes; versions only grow.
 */
class CrashTest {

    private static final int KILLS = 24;
    private static final int WRITERS = 6;
    private static final int ACKNOWLEDGED_BEFORE_KILL_MAX = 900;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<Expected> expected = new ArrayList<>();
    private long greatestVersion;
    private long acknowledged;
    private int inFlightApplied;

    @TempDir
    private Path folder;

    /** What one writer's steps must have left behind. */
    private static final class Expected {
        final CrashProgram program;
        final Map<TableKey, ByteString> values = new HashMap<>();
        final Set<OutboxEntry> logged = new HashSet<>();
        final List<OutboxEntry> lastLogged = new ArrayList<>();
        int next;

        Expected(CrashProgram program) {
            this.program = program;
        }

        void apply(long version) {
            CrashProgram.Step step = program.step(next);
            next++;
            if (step.confirms()) {
                lastLogged.forEach(logged::remove);
                return;
            }
            lastLogged.clear();
            for (SourceWrite write : step.writes()) {
                TableKey key = new TableKey(write.table().table(), write.key());
                if (write.mutation() instanceof Mutation.Put put) {
                    values.put(key, put.value().value());
                } else {
                    values.remove(key);
                }
                if (key.table().equals(CrashProgram.LOGGED)) {
                    lastLogged.add(new OutboxEntry(write.key(), version, null));
                }
            }
            logged.addAll(lastLogged);
        }
    }

    private record TableKey(String table, ByteString key) {}

    @Test
    void should_keep_every_acknowledged_step_if_the_process_is_killed() throws Exception {
        System.out.println("seed " + seed);
        for (int writer = 0; writer < WRITERS; writer++) {
            expected.add(new Expected(new CrashProgram(seed, writer)));
        }
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(kill);
            check("seed " + seed + ", kill " + kill);
        }
        System.out.println(KILLS + " kills, " + acknowledged + " steps acknowledged, " + inFlightApplied
                + " steps in flight at a kill were applied, "
                + expected.stream().mapToInt(each -> each.logged.size()).sum()
                + " outbox entries left");
        assertThat(acknowledged).isGreaterThan(KILLS * 10L);
    }

    private void runAndKill(int kill) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp" + kill));
        List<String> arguments = new ArrayList<>(List.of(
                folder.resolve("store").toString(), Long.toString(seed), Boolean.toString(random.nextBoolean())));
        for (Expected each : expected) {
            arguments.add(Integer.toString(each.next));
            each.lastLogged.clear(); // A new process confirms only what it has logged itself.
        }
        int killAfter = random.nextInt(ACKNOWLEDGED_BEFORE_KILL_MAX);
        long before = greatestVersion;
        try (ChildProcess child = ChildProcess.start(CrashWriter.class, temporary, arguments)) {
            int lines = 0;
            for (String line = child.line(); line != null; line = child.line()) {
                note(line, before);
                if (++lines == killAfter) {
                    child.kill();
                }
            }
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    /** A line may be cut short by the kill; then nobody was told. */
    private void note(String line, long before) {
        String[] words = line.split(" ");
        if (words[0].equals("fenced") && words.length == 2) {
            greatestVersion = Math.max(greatestVersion, Long.parseLong(words[1]));
        } else if (words[0].equals("acknowledged") && words.length == 4) {
            long version = Long.parseLong(words[3]);
            Expected writer = expected.get(Integer.parseInt(words[1]));
            assertThat(writer.next).isEqualTo(Integer.parseInt(words[2]));
            assertThat(version).satisfiesAnyOf(issued -> assertThat(issued).isZero(), issued -> assertThat(issued)
                    .isGreaterThan(before));
            writer.apply(version);
            greatestVersion = Math.max(greatestVersion, version);
            acknowledged++;
        }
    }

    private void check(String where) {
        RocksOptions options = RocksOptions.at(folder.resolve("store"));
        try (SourceStore store = RocksSource.open(options, Clock.systemUTC())) {
            long version =
                    answer(store.fencedRead(CrashProgram.LOGGED, List.of())).version();
            assertThat(version).as(where).isGreaterThan(greatestVersion);
            greatestVersion = version;
            Map<TableKey, ByteString> values = new HashMap<>();
            for (String table : List.of(CrashProgram.LOGGED, CrashProgram.PLAIN)) {
                for (KeyedValue row : answer(store.scan(new TableEpoch(table, 1), KeyRange.ALL, Integer.MAX_VALUE))) {
                    values.put(new TableKey(table, row.key()), row.stored().value());
                }
            }
            List<OutboxEntry> logged = answer(store.outbox(CrashProgram.LOGGED, 0, Integer.MAX_VALUE));
            assertThat(answer(store.outboxStatus(CrashProgram.LOGGED)).depth()).isEqualTo(logged.size());
            for (Expected writer : expected) {
                checkWriter(where, writer, values, logged);
            }
        }
    }

    /** The step that was in flight at the kill may have been applied, but then wholly, and with its outbox entries. */
    private void checkWriter(
            String where, Expected writer, Map<TableKey, ByteString> values, List<OutboxEntry> logged) {
        String prefix = "w" + writer.program.writer() + "/";
        Map<TableKey, ByteString> held = new HashMap<>(values);
        held.keySet().removeIf(key -> !key.key().toStringUtf8().startsWith(prefix));
        Set<OutboxEntry> waiting = new HashSet<>(logged);
        waiting.removeIf(entry -> !entry.key().toStringUtf8().startsWith(prefix));
        if (held.equals(writer.values) && waiting.equals(writer.logged)) {
            return;
        }
        long version = waiting.stream().mapToLong(OutboxEntry::version).max().orElse(0);
        writer.apply(version);
        inFlightApplied++;
        Set<TableKey> wrong = new HashSet<>(held.keySet());
        wrong.addAll(writer.values.keySet());
        wrong.removeIf(key -> Objects.equals(held.get(key), writer.values.get(key)));
        assertThat(wrong).as(where + ", writer " + prefix + ", wrong rows").isEmpty();
        assertThat(waiting).as(where + ", writer " + prefix + ", outbox").isEqualTo(writer.logged);
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
