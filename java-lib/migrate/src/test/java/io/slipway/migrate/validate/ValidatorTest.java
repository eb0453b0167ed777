package io.slipway.migrate.validate;

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
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidatorTest {

    private static final String TABLE = "samples";
    private static final int ROWS = 2_000;
    private static final long LOADED = 1_000;

    private final VirtualTime time = new VirtualTime(5);
    private final TableSpec spec = TableSpec.of(TABLE, Layout.hash());
    private final FakeSource source = new FakeSource(time);
    private final FakeTarget target = new FakeTarget(time, spec);
    private final FakeConfig config = new FakeConfig();
    private final FakeSavepoints savepoints = new FakeSavepoints(time);
    private ValidationSettings settings = settings(250_000);
    private final List<ValidationListener.Step> steps = new ArrayList<>();

    private static ValidationSettings settings(int drillKeysMax) {
        return new ValidationSettings(
                8,
                3,
                64,
                4_000,
                256,
                drillKeysMax,
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                0,
                0,
                5);
    }

    @BeforeEach
    void begin() {
        config.set(config.begin(spec)
                .next(Phase.ENROLLED, "test", "tester", Instant.EPOCH)
                .next(Phase.DUAL_WRITE, "test", "tester", Instant.EPOCH));
        source.state = new SourceTableState(true, false, 3, 3, 0);
        for (int i = 0; i < ROWS; i++) {
            StoredValue stored = i % 10 == 0
                    ? new StoredValue(value(i), time.now().getEpochSecond() + 3_600)
                    : StoredValue.lasting(value(i));
            source.rows.put(key(i), stored);
            target.put(new VersionedWrite(key(i), Mutation.put(stored), LOADED));
        }
    }

    private static ByteString key(int i) {
        return ByteString.copyFromUtf8(String.format("key%06d", i));
    }

    private static ByteString value(int i) {
        return ByteString.copyFromUtf8("value " + i);
    }

    private Validation start(ValidationScope scope) {
        return new Validator(time, source, target, config, settings)
                .start(TABLE, scope, savepoints, (step, rows, estimated) -> steps.add(step));
    }

    private ValidationReport validate(ValidationScope scope) {
        return time.run(start(scope).report());
    }

    /** Plants three differences of each kind and two expiries that are near enough. */
    private void plant() {
        long expiry = time.now().getEpochSecond() + 3_600;
        for (int i = 0; i < 3; i++) {
            target.cells.remove(key(100 + i));
            source.rows.remove(key(200 + i));
            target.put(new VersionedWrite(
                    key(301 + i), Mutation.put(StoredValue.lasting(ByteString.copyFromUtf8("wrong"))), LOADED + 1));
            target.put(new VersionedWrite(
                    key(400 + 10 * i), Mutation.put(new StoredValue(value(400 + 10 * i), expiry + 3)), LOADED + 1));
        }
        target.put(new VersionedWrite(key(500), Mutation.put(new StoredValue(value(500), expiry + 2)), LOADED + 1));
        target.put(new VersionedWrite(key(510), Mutation.put(new StoredValue(value(510), expiry - 2)), LOADED + 1));
    }

    private void assertPlanted(ValidationReport report) {
        assertThat(report.differences())
                .isEqualTo(Map.of(
                        Difference.Kind.MISSING, 3L,
                        Difference.Kind.EXTRA, 3L,
                        Difference.Kind.VALUE, 3L,
                        Difference.Kind.EXPIRY, 3L));
        assertThat(report.moving()).isZero();
        assertThat(report.undecided()).isZero();
    }

    private Map<String, Long> evidence() {
        return time.run(config.evidence(TABLE, 3));
    }

    @Test
    void should_read_the_source_no_faster_than_it_may() {
        settings = settings.withRates(ROWS / 10, 0);
        long before = time.nanoTime();
        validate(ValidationScope.WHOLE);

        assertThat(Duration.ofNanos(time.nanoTime() - before)).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(12));
    }

    @Test
    void should_count_and_mend_values_that_the_target_cannot_put_together() {
        target.unreadable.add(key(7));
        target.unreadable.add(key(8));
        source.rows.remove(key(8));
        ValidationReport report = validate(ValidationScope.WHOLE);
        assertThat(report.differences()).isEqualTo(Map.of(Difference.Kind.UNREADABLE, 2L));
        assertThat(report.complete()).isTrue();

        assertThat(validate(ValidationScope.WHOLE.repairing()).left()).isZero();
        assertThat(target.value(key(7)).orElseThrow().value()).isEqualTo(value(7));
        assertThat(target.value(key(8))).isEmpty();
        assertThat(validate(ValidationScope.WHOLE).left()).isZero();
    }

    /** Changed between every two looks but the last ones, at the source alone: nothing excuses the difference that is left. */
    @Test
    void should_leave_a_key_undecided_if_it_still_differs_at_the_last_look() {
        ByteString wrong = ByteString.copyFromUtf8("wrong");
        target.put(new VersionedWrite(key(7), Mutation.put(StoredValue.lasting(wrong)), LOADED + 1));
        int[] looks = {0};
        source.onFencedRead = keys -> {
            if (keys.contains(key(7)) && looks[0]++ < 22) {
                source.rows.put(key(7), StoredValue.lasting(value(looks[0])));
            }
        };
        ValidationReport report = validate(ValidationScope.WHOLE);

        assertThat(report.moving()).isZero();
        assertThat(report.undecided()).isEqualTo(1);
        assertThat(report.complete()).isFalse();
    }

    @Test
    void should_find_nothing_if_both_sides_are_equal() {
        ValidationReport report = validate(ValidationScope.WHOLE);
        assertThat(report.left()).isZero();
        assertThat(report.complete()).isTrue();
        assertThat(report.sourceRows()).isEqualTo(ROWS);
        assertThat(report.targetRows()).isEqualTo(ROWS);
        assertThat(steps).doesNotContain(ValidationListener.Step.DRILL_DOWN);
        assertThat(source.calls.stream().filter("fencedRead"::equals)).isEmpty();
        assertThat(evidence())
                .containsEntry("validation_complete", 1L)
                .containsEntry("validation_differences", 0L)
                .containsEntry("validation_comparisons", (long) ROWS);
    }

    @ParameterizedTest
    @ValueSource(ints = {250_000, 1, 50})
    void should_count_every_kind_of_difference_exactly(int drillKeysMax) {
        settings = settings(drillKeysMax);
        plant();
        ValidationReport report = validate(ValidationScope.WHOLE);
        assertPlanted(report);
        assertThat(report.examples()).hasSize(5);
        assertThat(evidence()).containsEntry("validation_complete", 1L).containsEntry("validation_differences", 12L);
    }

    @Test
    void should_repair_by_fenced_reads() {
        plant();
        ValidationReport report = validate(ValidationScope.WHOLE.repairing());
        assertPlanted(report);
        assertThat(report.repaired()).isEqualTo(12);
        assertThat(report.left()).isZero();
        assertThat(evidence()).containsEntry("validation_differences", 0L);
        assertThat(target.applied).hasSize(12).allMatch(write -> write.version() > 1_700_000_000_000_000L);
        assertThat(target.applied.stream().filter(write -> write.mutation() instanceof Mutation.Delete))
                .hasSize(3);
        assertThat(validate(ValidationScope.WHOLE).differences()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void should_not_cry_wolf_on_a_live_table(long seed) {
        plant();
        Random random = new Random(seed);
        Validation validation = start(ValidationScope.WHOLE);
        int writes = 0;
        while (!validation.report().toCompletableFuture().isDone()) {
            time.pass(Duration.ofMillis(1));
            writes++;
            // A few hot keys, and many others but the planted ones.
            ByteString key = key(random.nextInt(4) == 0 ? random.nextInt(5) : 600 + random.nextInt(ROWS));
            Mutation mutation = random.nextInt(3) == 0
                    ? Mutation.delete()
                    : Mutation.put(StoredValue.lasting(ByteString.copyFromUtf8("new " + random.nextInt())));
            long version = source.put(key, mutation);
            var entry = source.outbox.get(source.outbox.size() - 1);
            time.schedule(Duration.ofMillis(random.nextInt(200)), () -> {
                target.put(new VersionedWrite(key, mutation, version));
                source.outbox.remove(entry);
            });
        }
        assertThat(writes).isGreaterThan(100);
        ValidationReport report = time.run(validation.report());
        assertThat(report.differences().values()).containsExactly(3L, 3L, 3L, 3L);
        assertThat(report.undecided()).isZero();
    }

    @Test
    void should_not_lend_its_numbers_to_an_earlier_run_if_it_dies_between_them() {
        validate(ValidationScope.WHOLE);

        assertThat(config.evidencePut)
                .containsExactly(
                        "validation_complete=0",
                        "validation_epoch=0",
                        "validation_differences=0",
                        "validation_comparisons=" + ROWS,
                        "validation_complete=1");
    }

    @Test
    void should_leave_a_key_undecided_while_the_outbox_owes_it() {
        source.put(key(7), Mutation.delete());
        ValidationReport report = validate(ValidationScope.WHOLE);
        assertThat(report.differences()).isEmpty();
        assertThat(report.undecided()).isEqualTo(1);
        assertThat(report.complete()).isFalse();
        assertThat(evidence()).containsEntry("validation_complete", 0L);
    }

    @Test
    void should_go_on_from_the_parts_that_were_finished() {
        plant();
        settings = new ValidationSettings(
                8,
                1,
                8,
                4_000,
                256,
                1_000,
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                0,
                0,
                5);
        target.latency = Duration.ofMillis(50);
        Validation first = start(ValidationScope.WHOLE);
        time.pass(Duration.ofSeconds(7));
        first.cancel();
        ValidationReport stopped = time.run(first.report());
        assertThat(stopped.cancelled()).isTrue();
        assertThat(evidence()).isEmpty();
        int pages = (int) source.calls.stream().filter("page"::equals).count();
        assertThat(pages).isGreaterThan(ROWS / 8);
        source.calls.clear();
        assertPlanted(validate(ValidationScope.WHOLE));
        // The source was summed up before: what is read of it now is only for drilling down.
        assertThat(source.calls.stream().filter("page"::equals)).hasSizeLessThanOrEqualTo(pages);
    }

    @Test
    void should_not_look_again_at_buckets_that_turned_out_alike_before_it_was_stopped() {
        settings = settings(200);
        assertThat(time.run(startLagging().report()).differences()).isEmpty();
        long snapshots = snapshots();
        assertThat(snapshots).isGreaterThan(5);

        Validation stopped = startLagging();
        time.runUntil(() -> snapshots() == 4);
        stopped.cancel();
        assertThat(time.run(stopped.report()).cancelled()).isTrue();
        source.calls.clear();
        ValidationReport report = validate(ValidationScope.WHOLE);

        assertThat(report.complete()).isTrue();
        assertThat(report.differences()).isEmpty();
        assertThat(report.comparisons()).isEqualTo(ROWS);
        assertThat(snapshots()).as("two groups of buckets were settled").isEqualTo(snapshots - 2);
    }

    /** One snapshot for the scan, and one for each group of differing buckets. */
    private long snapshots() {
        return source.calls.stream().filter("snapshot"::equals).count();
    }

    /** Starts a validation against a target that gets some rows only when the scan has missed them. */
    private Validation startLagging() {
        source.calls.clear();
        List<Integer> late =
                IntStream.range(0, ROWS).filter(i -> i % 10 == 5).boxed().toList();
        late.forEach(i -> target.cells.remove(key(i)));
        return new Validator(time, source, target, config, settings)
                .start(TABLE, ValidationScope.WHOLE, savepoints, (step, rows, estimated) -> {
                    if (step == ValidationListener.Step.DRILL_DOWN) {
                        late.forEach(i -> target.put(
                                new VersionedWrite(key(i), Mutation.put(StoredValue.lasting(value(i))), LOADED)));
                    }
                });
    }

    @Test
    void should_survive_a_kill_at_any_time() {
        plant();
        Random random = new Random(9);
        Validation validation = start(ValidationScope.WHOLE);
        for (int kills = 0; kills < 10; kills++) {
            time.pass(Duration.ofMillis(1 + random.nextInt(60)));
            time.crash();
            validation = start(ValidationScope.WHOLE);
        }
        assertPlanted(time.run(validation.report()));
    }

    @Test
    void should_wait_for_a_target_that_is_away() {
        plant();
        Validation validation = start(ValidationScope.WHOLE);
        time.pass(Duration.ofMillis(3));
        target.away = true;
        time.pass(Duration.ofSeconds(20));
        target.away = false;
        assertPlanted(time.run(validation.report()));
    }

    @Test
    void should_ask_for_smaller_pages_if_large_ones_are_not_answered_in_time() {
        plant();
        target.scanRowsMax = 3;
        assertPlanted(validate(ValidationScope.WHOLE));
    }

    @Test
    void should_fail_with_the_reason_if_a_side_stays_away() {
        target.away = true;
        assertThatThrownBy(() -> validate(ValidationScope.WHOLE))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.TARGET_UNAVAILABLE));
    }

    @Test
    void should_look_only_at_the_keys_it_is_given() {
        plant();
        ValidationReport report = validate(new ValidationScope(List.of(key(100), key(101), key(1)), 1, false));
        assertThat(report.differences()).isEqualTo(Map.of(Difference.Kind.MISSING, 2L));
        assertThat(report.comparisons()).isEqualTo(3);
        assertThat(evidence()).isEmpty();
    }

    @Test
    void should_look_at_the_same_sample_of_both_sides() {
        ValidationReport report = validate(new ValidationScope(null, 0.1, false));
        assertThat(report.sourceRows()).isEqualTo(report.targetRows()).isBetween(120L, 280L);
        assertThat(report.differences()).isEmpty();
        assertThat(evidence()).isEmpty();
    }

    @Test
    void should_refuse_to_validate_or_repair_from_a_sealed_source() {
        target.cells.remove(key(100));
        source.state = new SourceTableState(true, true, 3, 3, 9);
        assertThatThrownBy(() -> validate(ValidationScope.WHOLE.repairing()))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.STAGE_EDGE))
                .hasMessageContaining("sealed");
        assertThat(target.applied).isEmpty();
    }

    @Test
    void should_refuse_to_repair_if_the_source_is_sealed_meanwhile() {
        target.cells.remove(key(100));
        Validation validation = start(ValidationScope.WHOLE.repairing());
        time.runUntil(() -> source.calls.contains("fencedRead"));
        source.state = new SourceTableState(true, true, 3, 3, 9);
        assertThatThrownBy(() -> time.run(validation.report())).hasMessageContaining("sealed");
        assertThat(target.applied).isEmpty();
    }

    @Test
    void should_refuse_a_damaged_state() {
        savepoints.content = ByteString.copyFromUtf8("SLIPVA01 and then something else that is long enough");
        assertThatThrownBy(() -> validate(ValidationScope.WHOLE))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.SAVEPOINT));
    }
}
