package io.slipway.migrate.router;

import static io.slipway.migrate.router.RouterBed.EPOCH;
import static io.slipway.migrate.router.RouterBed.KEY;
import static io.slipway.migrate.router.RouterBed.NEW;
import static io.slipway.migrate.router.RouterBed.OLD;
import static io.slipway.migrate.router.RouterBed.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.PutOptions;
import io.slipway.migrate.Count;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.WritePolicy;
import io.slipway.spi.source.SourceTableState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoutedWriteTest {

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"SOURCE", "ENROLLED"})
    void should_write_the_source_alone_before_dual_write(Phase phase) {
        RouterBed bed = RouterBed.at(phase);
        bed.put(NEW);

        assertThat(bed.atSource()).isEqualTo(NEW);
        assertThat(bed.target.applied).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"DUAL_WRITE", "AUDIT", "CONFIRM", "READ_TARGET"})
    void should_apply_early_at_the_source_s_version_and_confirm(Phase phase) {
        RouterBed bed = RouterBed.at(phase);
        bed.put(NEW);
        long version = bed.source.put(KEY, Mutation.delete()) - 1;
        bed.time.runUntil(() -> bed.source.outbox.size() == 1);

        assertThat(bed.target.applied).extracting(VersionedWrite::version).containsExactly(version);
        assertThat(bed.atTarget()).isEqualTo(NEW);
    }

    @Test
    void should_answer_behind_the_source_if_the_policy_is_background() {
        RouterBed bed = RouterBed.at(Phase.DUAL_WRITE);
        bed.target.latency = Duration.ofMillis(100);
        bed.put(NEW);

        assertThat(bed.target.applied).isEmpty();
    }

    @Test
    void should_answer_behind_the_attempt_if_the_policy_is_required() {
        RouterBed bed = RouterBed.at(Phase.DUAL_WRITE, WritePolicy.REQUIRED);
        bed.target.latency = Duration.ofMillis(100);
        bed.put(NEW);

        assertThat(bed.target.applied).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(WritePolicy.class)
    void should_not_fail_the_caller_if_the_target_is_away_before_confirm(WritePolicy policy) {
        RouterBed bed = RouterBed.at(Phase.AUDIT, policy);
        bed.target.away = true;
        for (int i = 0; i < 100; i++) {
            bed.put(NEW);
        }

        assertThat(bed.atSource()).isEqualTo(NEW);
        assertThat(bed.source.outbox).hasSize(100);
        assertThat(bed.count(Count.FAILED)).isZero();
        assertThat(bed.count(Count.EARLY_FAILED) + bed.count(Count.EARLY_SKIPPED))
                .isEqualTo(100);
    }

    @Test
    void should_not_delay_the_caller_for_longer_than_one_early_apply_if_the_target_hangs() {
        RouterBed bed = RouterBed.at(Phase.AUDIT, WritePolicy.REQUIRED);
        bed.target.latency = Duration.ofHours(1);
        long began = bed.time.nanoTime();
        bed.put(NEW);

        assertThat(Duration.ofNanos(bed.time.nanoTime() - began))
                .isLessThan(RouterBed.settings().earlyApplyTimeout().plusMillis(5));
    }

    @Test
    void should_answer_half_if_the_target_stays_away_at_confirm() {
        RouterBed bed = RouterBed.at(Phase.CONFIRM);
        bed.target.away = true;

        assertFails(() -> bed.put(NEW), KvErrorCode.WRITE_HALF);
        assertThat(bed.atSource()).isEqualTo(NEW);
        assertThat(bed.source.outbox).hasSize(1);
    }

    @Test
    void should_wait_for_the_target_at_confirm_if_it_comes_back_in_time() {
        RouterBed bed = RouterBed.at(Phase.CONFIRM);
        bed.target.away = true;
        bed.time.schedule(Duration.ofSeconds(1), () -> bed.target.away = false);
        bed.put(NEW);

        assertThat(bed.atTarget()).isEqualTo(NEW);
    }

    @Test
    void should_answer_half_at_once_if_the_target_refuses_the_write_at_confirm() {
        RouterBed bed = RouterBed.at(Phase.CONFIRM);
        bed.target.fault =
                write -> new StoreException(StoreException.Kind.REJECTED, KvErrorCode.WRITE_REFUSED, "no such column");

        assertFails(() -> bed.put(NEW), KvErrorCode.WRITE_HALF);
        assertThat(bed.time.nanoTime()).isLessThan(Duration.ofMillis(50).toNanos());
    }

    @Test
    void should_follow_the_table_if_the_source_refuses_the_epoch() {
        RouterBed bed = RouterBed.at(Phase.ENROLLED);
        bed.move(Phase.DUAL_WRITE, EPOCH + 1, WritePolicy.REQUIRED, 0);
        bed.put(NEW);

        assertThat(bed.atSource()).isEqualTo(NEW);
        assertThat(bed.atTarget()).isEqualTo(NEW);
        assertThat(bed.count(Count.RETRIES)).isEqualTo(1);
    }

    @Test
    void should_follow_to_the_target_if_the_source_was_sealed() {
        RouterBed bed = RouterBed.at(Phase.READ_TARGET);
        bed.both(OLD);
        long floor = bed.time.now().getEpochSecond() * 1_000_000 + 60_000_000;
        bed.source.state = new SourceTableState(true, true, EPOCH, EPOCH, floor);
        bed.time.schedule(
                Duration.ofMillis(700), () -> bed.publish(Phase.TARGET, EPOCH + 1, WritePolicy.BACKGROUND, floor));
        bed.put(NEW);

        assertThat(bed.atSource()).isEqualTo(OLD);
        assertThat(bed.atTarget()).isEqualTo(NEW);
        assertThat(bed.target.cells.get(KEY).version()).isBetween(floor + 1, floor + 1_000_000);
    }

    @Test
    void should_answer_conflict_if_the_table_cannot_be_followed_in_time() {
        RouterBed bed = RouterBed.at(Phase.READ_TARGET);
        bed.source.state = new SourceTableState(true, true, EPOCH, EPOCH, 9);

        assertFails(() -> bed.put(NEW), KvErrorCode.STALE_EPOCH);
    }

    @Test
    void should_repeat_the_same_version_at_the_target_if_the_first_try_is_unknown() {
        RouterBed bed = RouterBed.at(Phase.TARGET);
        bed.target.fault = write -> {
            bed.target.applied.add(write);
            return bed.target.applied.size() > 2
                    ? null
                    : new StoreException(StoreException.Kind.UNKNOWN, KvErrorCode.WRITE_TIMEOUT, "no answer");
        };
        bed.put(NEW);

        assertThat(bed.target.applied)
                .extracting(VersionedWrite::version)
                .hasSizeGreaterThan(2)
                .containsOnly(bed.target.cells.get(KEY).version());
    }

    @Test
    void should_fail_without_effect_at_the_target_if_it_is_away() {
        RouterBed bed = RouterBed.at(Phase.TARGET);
        bed.target.away = true;

        assertFails(() -> bed.put(NEW), KvErrorCode.TARGET_UNAVAILABLE);
    }

    @Test
    void should_answer_unknown_at_the_deadline_if_the_source_does_not_answer() {
        RouterBed bed = RouterBed.at(Phase.DUAL_WRITE);
        bed.source.latency = Duration.ofMinutes(1);

        assertFails(
                () -> bed.run(bed.table().withDeadline(Duration.ofMillis(30)).putAsync(KEY, NEW)),
                KvErrorCode.WRITE_TIMEOUT);
        assertThat(bed.time.nanoTime()).isLessThan(Duration.ofMillis(40).toNanos());
    }

    @Test
    void should_pass_on_what_the_source_fails_with() {
        RouterBed bed = RouterBed.at(Phase.DUAL_WRITE);
        bed.source.away = "write";

        assertFails(() -> bed.put(NEW), KvErrorCode.SOURCE_UNAVAILABLE);
        assertThat(bed.count(Count.FAILED)).isEqualTo(1);
    }

    @Test
    void should_refuse_at_once_if_too_many_calls_are_unanswered() {
        RouterBed bed = RouterBed.at(Phase.SOURCE);
        for (int i = 0; i < RouterBed.settings().inFlightMax(); i++) {
            bed.table().putAsync(KEY, NEW);
        }
        long now = bed.time.nanoTime();

        assertFails(() -> bed.put(NEW), KvErrorCode.OVERLOADED_IN_FLIGHT);
        assertThat(bed.time.nanoTime()).isEqualTo(now);
    }

    @ParameterizedTest
    @EnumSource(
            value = StoreException.Kind.class,
            names = {"REJECTED", "OVERLOADED", "TABLE_REFUSED"})
    void should_call_many_writes_unknown_if_some_were_applied_and_another_was_refused(StoreException.Kind kind) {
        RouterBed bed = RouterBed.at(Phase.TARGET);
        bed.target.fault = write -> write.key().equals(OLD)
                ? new StoreException(kind, KvErrorCode.OVERLOADED_SERVER, "refused for a reason")
                : null;

        assertThatThrownBy(() -> bed.run(bed.table().putManyAsync(Map.of(KEY, NEW, OLD, NEW), PutOptions.none())))
                .isInstanceOfSatisfying(KvException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(KvErrorCode.WRITE_INTERRUPTED);
                    assertThat(failure.maybeApplied()).isTrue();
                })
                .hasMessageContaining("1 of 2 writes were applied")
                .hasMessageContaining("refused for a reason");
        assertThat(bed.atTarget()).isEqualTo(NEW);
    }

    @Test
    void should_say_that_none_of_many_writes_was_applied_if_all_were_refused() {
        RouterBed bed = RouterBed.at(Phase.TARGET);
        bed.target.fault =
                write -> new StoreException(StoreException.Kind.OVERLOADED, KvErrorCode.OVERLOADED_SERVER, "too much");

        assertFails(() -> bed.run(bed.table().deleteManyAsync(List.of(KEY, OLD))), KvErrorCode.OVERLOADED_SERVER);
    }

    @Test
    void should_write_all_of_a_batch_at_one_version_if_the_target_has_the_authority() {
        RouterBed bed = RouterBed.at(Phase.TARGET);
        bed.run(bed.router
                .store()
                .batch()
                .put(SPEC.name(), KEY, NEW)
                .put(SPEC.name(), OLD, NEW)
                .commitAsync());

        assertThat(bed.target.cells.values().stream()
                        .map(VersionedWrite::version)
                        .distinct())
                .hasSize(1);
        assertThat(bed.target.cells).hasSize(2);
    }

    @Test
    void should_carry_the_target_s_part_of_a_batch_through_the_source() {
        RouterBed bed = RouterBed.at(Phase.TARGET);
        bed.source.state = SourceTableState.UNTOUCHED;
        bed.target.away = true;

        assertFails(
                () -> bed.run(bed.router
                        .store()
                        .batch()
                        .put("other", OLD, NEW)
                        .put(SPEC.name(), KEY, NEW)
                        .commitAsync()),
                KvErrorCode.WRITE_HALF);
        assertThat(bed.source.rows.get(OLD).value()).isEqualTo(NEW);
        assertThat(bed.source.outbox).hasSize(1);
        assertThat(bed.source.outbox.get(0).redo()).isNotNull();
        assertThat(bed.source.outbox.get(0).key()).isEqualTo(KEY);
    }

    @Test
    void should_fail_unanswered_writes_with_unknown_outcome_if_closed_by_force() {
        RouterBed bed = RouterBed.at(Phase.DUAL_WRITE);
        CompletionStage<Void> put = bed.table().putAsync(KEY, NEW);
        bed.router.store().forceClose();

        assertFails(() -> bed.run(put), KvErrorCode.WRITE_INTERRUPTED);
        assertFails(() -> bed.put(NEW), KvErrorCode.CLOSED);
    }

    @Test
    void should_answer_what_is_under_way_before_it_is_closed() {
        RouterBed bed = RouterBed.at(Phase.DUAL_WRITE);
        CompletionStage<Void> put = bed.table().putAsync(KEY, NEW);
        CompletionStage<Void> closed = bed.router.store().closeAsync();

        bed.run(closed);
        assertThat(put.toCompletableFuture()).isCompleted();
        assertThat(bed.run(bed.config.processes())).isEmpty();
    }

    private static void assertFails(ThrowingCallable call, KvErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(KvException.class, failure -> assertThat(failure.code())
                .isEqualTo(code));
    }
}
