package io.slipway.migrate.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.fake.FakeConfig;
import io.slipway.migrate.fake.FakeSavepoints;
import io.slipway.migrate.fake.FakeSource;
import io.slipway.migrate.fake.FakeTarget;
import io.slipway.migrate.fake.VirtualTime;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.config.Phase;
import io.slipway.spi.source.SourceTableState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoaderTest {

    private static final String TABLE = "samples";
    private static final int ROWS = 3_000;

    private final VirtualTime time = new VirtualTime(7);
    private final TableSpec spec = TableSpec.of(TABLE, Layout.hash());
    private final FakeSource source = new FakeSource(time);
    private final FakeTarget target = new FakeTarget(time, spec);
    private final FakeConfig config = new FakeConfig();
    private final FakeSavepoints savepoints = new FakeSavepoints(time);
    private LoadSettings settings =
            LoadSettings.DEFAULT.withPages(8, 3, 100, 4_000).withInFlight(4, 64);
    private final List<LoadProgress> heard = new ArrayList<>();

    @BeforeEach
    void begin() {
        config.set(config.begin(spec)
                .next(Phase.ENROLLED, "test", "tester", Instant.EPOCH)
                .next(Phase.DUAL_WRITE, "test", "tester", Instant.EPOCH));
        source.state = new SourceTableState(true, false, 3, 3, 0);
        for (int i = 0; i < ROWS; i++) {
            source.rows.put(key(i), StoredValue.lasting(ByteString.copyFromUtf8("value " + i)));
        }
    }

    private static ByteString key(int i) {
        return ByteString.copyFromUtf8(String.format("key%06d", i));
    }

    private LoadRun start() {
        return new Loader(time, source, target, config, settings).start(TABLE, savepoints, heard::add);
    }

    private LoadResult load() {
        return time.run(start().result());
    }

    private void assertSidesEqual() {
        assertThat(target.cells.keySet().containsAll(source.rows.keySet())).isTrue();
        for (ByteString key : target.cells.keySet()) {
            assertThat(target.value(key).orElse(null)).isEqualTo(source.rows.get(key));
        }
    }

    private Map<String, Long> evidence() {
        return time.run(config.evidence(TABLE, 3));
    }

    @Test
    void should_write_every_row_once_at_the_version_of_the_snapshot() {
        LoadResult result = load();
        assertThat(result.outcome()).isEqualTo(LoadResult.Outcome.COMPLETE);
        assertThat(result.rows()).isEqualTo(ROWS);
        assertThat(target.applied).hasSize(ROWS);
        assertThat(target.applied.stream().map(VersionedWrite::version).distinct())
                .hasSize(1)
                .allMatch(version -> version > 1_700_000_000_000_000L);
        assertThat(evidence())
                .containsEntry("load_complete", 1L)
                .containsEntry("rows_loaded", (long) ROWS)
                .containsEntry("load_bytes", result.bytes());
        assertThat(source.calls).contains("snapshot closed");
        assertSidesEqual();
    }

    @Test
    void should_stay_inside_its_bounds_and_use_them() {
        load();
        assertThat(target.inFlightMax).isGreaterThan(4).isLessThanOrEqualTo(64);
    }

    @Test
    void should_let_newer_writes_and_deletes_win() {
        Random random = new Random(3);
        LoadRun run = start();
        while (!run.result().toCompletableFuture().isDone()) {
            time.pass(Duration.ofMillis(2));
            ByteString key = key(random.nextInt(ROWS));
            Mutation mutation = random.nextBoolean()
                    ? Mutation.delete()
                    : Mutation.put(StoredValue.lasting(ByteString.copyFromUtf8("new " + random.nextInt())));
            target.put(new VersionedWrite(key, mutation, source.put(key, mutation)));
        }
        assertThat(source.outbox).hasSizeGreaterThan(20);
        assertSidesEqual();
    }

    @Test
    void should_only_pause_if_the_target_is_away() {
        LoadRun run = start();
        time.runUntil(() -> target.applied.size() > 500);
        target.away = true;
        time.pass(Duration.ofSeconds(30));
        assertThat(run.result().toCompletableFuture()).isNotDone();
        assertThat(target.inFlight).isLessThanOrEqualTo(1);
        assertThat(heard.get(heard.size() - 1).away()).isTrue();
        target.away = false;
        LoadResult result = time.run(run.result());
        assertThat(result.outcome()).isEqualTo(LoadResult.Outcome.COMPLETE);
        assertThat(result.retries()).isPositive();
        assertThat(target.applied).hasSize(ROWS);
        assertSidesEqual();
    }

    @Test
    void should_open_another_snapshot_if_the_source_was_away() {
        LoadRun run = start();
        time.runUntil(() -> target.applied.size() > 500);
        source.away = "page";
        time.pass(Duration.ofSeconds(1));
        source.away = "snapshot";
        time.pass(Duration.ofSeconds(5));
        source.away = "";
        assertThat(time.run(run.result()).rows()).isEqualTo(ROWS);
        assertThat(source.calls.stream().filter("snapshot"::equals)).hasSizeGreaterThan(2);
        assertSidesEqual();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void should_go_on_from_the_savepoint_if_it_was_killed(long seed) {
        Random random = new Random(seed);
        int kills = 0;
        settings = new LoadSettings(
                8,
                3,
                100,
                4_000,
                4,
                16,
                1 << 20,
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                0,
                0,
                Duration.ofMillis(20),
                Duration.ofMillis(10),
                Duration.ofMillis(5),
                Duration.ofMillis(50));
        target.latency = Duration.ofMillis(5);
        LoadRun run = start();
        while (!run.result().toCompletableFuture().isDone()) {
            time.pass(Duration.ofMillis(50 + random.nextInt(200)));
            ByteString deleted = key(random.nextInt(ROWS));
            target.put(new VersionedWrite(deleted, Mutation.delete(), source.put(deleted, Mutation.delete())));
            if (!run.result().toCompletableFuture().isDone() && kills < 20) {
                kills++;
                time.crash();
                run = start();
            }
        }
        LoadResult result = time.run(run.result());
        assertThat(kills).isGreaterThan(2);
        assertThat(result.resumed()).isTrue();
        assertThat(result.rows()).isBetween((long) source.rows.size(), (long) ROWS);
        assertThat(target.applied.size()).isLessThan(2 * ROWS);
        assertSidesEqual();
    }

    @Test
    void should_write_nothing_again_if_it_was_complete() {
        load();
        int applied = target.applied.size();
        LoadResult again = load();
        assertThat(again.outcome()).isEqualTo(LoadResult.Outcome.COMPLETE);
        assertThat(again.rows()).isEqualTo(ROWS);
        assertThat(target.applied).hasSize(applied);
    }

    @Test
    void should_be_incomplete_until_refused_rows_are_mended() {
        target.fault = write -> write.key().equals(key(77)) ? refusal() : null;
        LoadResult result = load();
        assertThat(result.outcome()).isEqualTo(LoadResult.Outcome.INCOMPLETE);
        assertThat(result.refused()).containsExactly(new RefusedRow(key(77), "too long"));
        assertThat(result.rows()).isEqualTo(ROWS - 1);
        assertThat(evidence()).containsEntry("load_complete", 0L);

        assertThat(load().outcome()).isEqualTo(LoadResult.Outcome.INCOMPLETE);
        target.fault = write -> null;
        assertThat(load().outcome()).isEqualTo(LoadResult.Outcome.COMPLETE);
        assertThat(evidence()).containsEntry("load_complete", 1L);
        assertSidesEqual();
    }

    private static @Nullable RuntimeException refusal() {
        return new StoreException(StoreException.Kind.REJECTED, KvErrorCode.KEY_SIZE, "too long");
    }

    @Test
    void should_stop_at_a_pause_and_go_on_behind_it() {
        LoadRun run = start();
        time.runUntil(() -> target.applied.size() > 500);
        run.pause();
        time.pass(Duration.ofSeconds(1));
        int applied = target.applied.size();
        time.pass(Duration.ofSeconds(10));
        assertThat(target.applied).hasSize(applied).hasSizeLessThan(ROWS);
        assertThat(source.calls).contains("snapshot closed");
        run.resume();
        assertThat(time.run(run.result()).rows()).isEqualTo(ROWS);
        assertSidesEqual();
    }

    @Test
    void should_leave_a_savepoint_if_it_is_cancelled() {
        LoadRun run = start();
        time.runUntil(() -> target.applied.size() > 500);
        run.cancel();
        LoadResult cancelled = time.run(run.result());
        assertThat(cancelled.outcome()).isEqualTo(LoadResult.Outcome.CANCELLED);
        assertThat(cancelled.rows()).isBetween(400L, 700L);
        assertThat(evidence()).doesNotContainKey("load_complete");
        assertThat(load().rows()).isEqualTo(ROWS);
        assertThat(target.applied.size()).isLessThan(ROWS + 100);
        assertSidesEqual();
    }

    @Test
    void should_keep_the_rate_at_the_source() {
        settings = settings.withRates(1_000, 0);
        LoadResult result = load();
        assertThat(result.duration()).isBetween(Duration.ofMillis(2_700), Duration.ofMillis(3_300));
    }

    @Test
    void should_show_what_is_being_loaded_right_now() {
        load();
        assertThat(heard).isNotEmpty();
        LoadProgress during = heard.get(0);
        assertThat(during.rowsEstimated()).isEqualTo(ROWS);
        assertThat(during.splits()).hasSize(8);
        for (LoadProgress.Split split : during.splits()) {
            if (split.loading() != null) {
                assertThat(split.range().contains(split.loading().from())).isTrue();
            }
        }
        assertThat(heard.get(heard.size() - 1).rows()).isEqualTo(ROWS);
    }

    @Test
    void should_not_load_a_table_that_is_not_at_dual_write() {
        config.begin(spec);
        assertThatThrownBy(this::load)
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.STAGE_EDGE))
                .hasMessageContaining("needs dual-write");
        assertThat(target.applied).isEmpty();
    }

    @Test
    void should_refuse_a_damaged_savepoint_and_change_nothing() {
        ByteString damaged = ByteString.copyFromUtf8("not a savepoint");
        savepoints.content = damaged;
        assertThatThrownBy(this::load)
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.SAVEPOINT))
                .hasMessageContaining("memory.savepoint")
                .hasMessageContaining("Move the file away");
        assertThat(target.applied).isEmpty();
        assertThat(savepoints.content).isEqualTo(damaged);
    }

    @Test
    void should_begin_anew_if_the_table_entered_dual_write_again() {
        load();
        config.set(config.last(TABLE)
                .next(Phase.ENROLLED, "back", "tester", Instant.EPOCH)
                .next(Phase.DUAL_WRITE, "again", "tester", Instant.EPOCH));
        LoadResult again = load();
        assertThat(again.resumed()).isFalse();
        assertThat(again.rows()).isEqualTo(ROWS);
        assertThat(target.applied).hasSize(2 * ROWS);
        assertThat(time.run(config.evidence(TABLE, 5))).containsEntry("load_complete", 1L);
    }

    @Test
    void should_refuse_the_savepoint_of_another_table() {
        load();
        ByteString other = Objects.requireNonNull(savepoints.content);
        FakeConfig renamed = new FakeConfig();
        TableSpec strings = TableSpec.of("strings", Layout.hash());
        renamed.set(renamed.begin(strings)
                .next(Phase.ENROLLED, "test", "tester", Instant.EPOCH)
                .next(Phase.DUAL_WRITE, "test", "tester", Instant.EPOCH));
        LoadRun run = new Loader(time, source, target, renamed, settings).start("strings", savepoints, heard::add);
        assertThatThrownBy(() -> time.run(run.result()))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.SAVEPOINT))
                .hasMessageContaining("'samples'")
                .hasMessageContaining("'strings'");
        assertThat(savepoints.content).isEqualTo(other);
    }
}
