package io.slipway.migrate.router;

import static io.slipway.migrate.router.RouterBed.EPOCH;
import static io.slipway.migrate.router.RouterBed.KEY;
import static io.slipway.migrate.router.RouterBed.NEW;
import static io.slipway.migrate.router.RouterBed.OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Count;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.WritePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoutedReadTest {

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"SOURCE", "ENROLLED", "DUAL_WRITE", "AUDIT", "CONFIRM"})
    void should_read_the_source_before_read_target(Phase phase) {
        RouterBed bed = RouterBed.at(phase);
        bed.source.put(KEY, put(NEW));
        bed.target.put(new VersionedWrite(KEY, put(OLD), 1));

        assertThat(get(bed)).contains(NEW);
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"READ_TARGET", "TARGET"})
    void should_read_the_target_from_read_target_on(Phase phase) {
        RouterBed bed = RouterBed.at(phase);
        bed.source.put(KEY, put(OLD));
        bed.target.put(new VersionedWrite(KEY, put(NEW), 1));

        assertThat(get(bed)).contains(NEW);
    }

    @Test
    void should_tell_absent_from_empty() {
        RouterBed bed = RouterBed.at(Phase.DUAL_WRITE);
        bed.put(ByteString.EMPTY);

        assertThat(get(bed)).contains(ByteString.EMPTY);
        assertThat(bed.run(bed.table().getAsync(NEW))).isEmpty();
        assertThat(bed.run(bed.table().getManyAsync(List.of(KEY, NEW)))).isEqualTo(Map.of(KEY, ByteString.EMPTY));
        assertThat(bed.run(bed.table().existsAsync(KEY))).isTrue();
    }

    @Test
    void should_compare_reads_with_the_target_at_audit() {
        RouterBed bed = RouterBed.at(Phase.AUDIT);
        bed.both(NEW);
        get(bed);
        bed.time.runUntil(() -> bed.count(Count.COMPARISONS) == 1);

        assertThat(bed.count(Count.MISMATCHES)).isZero();
    }

    @Test
    void should_write_above_what_it_has_read_at_target() {
        RouterBed bed = RouterBed.at(Phase.TARGET);
        long ahead = bed.time.now().toEpochMilli() * 1_000 + 400_000;
        bed.target.put(new VersionedWrite(KEY, put(OLD), ahead));
        get(bed);
        bed.put(NEW);

        assertThat(bed.target.cells.get(KEY).version()).isBetween(ahead + 1, ahead + 500_000);
        assertThat(bed.atTarget()).isEqualTo(NEW);
    }

    @Test
    void should_count_versions_that_lie_too_far_ahead() {
        RouterBed bed = RouterBed.at(Phase.TARGET);
        bed.target.put(new VersionedWrite(KEY, put(OLD), Long.MAX_VALUE / 2));
        get(bed);

        assertThat(bed.count(Count.VERSIONS_AHEAD)).isEqualTo(1);
    }

    @Test
    void should_read_the_source_at_read_target_if_the_view_is_not_trusted() {
        RouterBed bed = distrusting(Phase.READ_TARGET);
        bed.source.put(KEY, put(NEW));
        bed.target.put(new VersionedWrite(KEY, put(OLD), 1));

        assertThat(get(bed)).contains(NEW);
        bed.put(OLD);
        assertThat(bed.atSource()).isEqualTo(OLD);
    }

    @Test
    void should_fail_closed_at_target_if_the_view_is_not_trusted() {
        RouterBed bed = distrusting(Phase.TARGET);
        bed.target.put(new VersionedWrite(KEY, put(OLD), 1));

        assertThatThrownBy(() -> get(bed))
                .isInstanceOfSatisfying(KvException.class, failure -> assertThat(failure.code())
                        .isEqualTo(KvErrorCode.CONFIG_UNAVAILABLE));
        assertThatThrownBy(() -> bed.put(NEW))
                .isInstanceOfSatisfying(KvException.class, failure -> assertThat(failure.code())
                        .isEqualTo(KvErrorCode.CONFIG_UNAVAILABLE));
        assertThat(bed.atTarget()).isEqualTo(OLD);
    }

    @Test
    void should_trust_again_once_the_config_store_answers() {
        RouterBed bed = distrusting(Phase.TARGET);
        bed.config.away = false;
        bed.put(NEW);

        assertThat(get(bed)).contains(NEW);
    }

    @Test
    void should_answer_unknown_if_trust_ended_before_the_target_s_reply() {
        RouterBed bed = RouterBed.at(Phase.TARGET);
        bed.config.away = true;
        bed.target.latency = Duration.ofSeconds(30);
        CompletionStage<Void> put =
                bed.table().withDeadline(Duration.ofMinutes(1)).putAsync(KEY, NEW);

        assertThatThrownBy(() -> bed.run(put))
                .isInstanceOfSatisfying(KvException.class, failure -> assertThat(failure.maybeApplied())
                        .isTrue());
        assertThat(bed.atTarget()).isEqualTo(NEW);
    }

    @Test
    void should_not_answer_with_what_the_target_said_if_trust_ended_before_it() {
        RouterBed bed = RouterBed.at(Phase.READ_TARGET);
        bed.both(OLD);
        bed.config.away = true;
        bed.target.latency = Duration.ofSeconds(30);
        CompletionStage<Optional<ByteString>> get =
                bed.table().withDeadline(Duration.ofMinutes(1)).getAsync(KEY);
        bed.source.put(KEY, put(NEW));

        assertThat(bed.run(get)).contains(NEW);
    }

    @Test
    void should_acknowledge_an_epoch_only_once_no_older_call_is_unanswered() {
        RouterBed bed = RouterBed.at(Phase.DUAL_WRITE);
        bed.source.latency = Duration.ofSeconds(1);
        CompletionStage<Optional<ByteString>> get = bed.table().getAsync(KEY);
        bed.publish(Phase.AUDIT, EPOCH + 1, WritePolicy.BACKGROUND, 0);
        bed.run(bed.router.refresh());
        bed.run(bed.router.refresh());

        assertThat(acknowledged(bed)).isEqualTo(EPOCH);

        bed.run(get);
        bed.run(bed.router.refresh());
        assertThat(acknowledged(bed)).isEqualTo(EPOCH + 1);
    }

    @Test
    void should_serve_from_the_source_while_the_target_cannot_be_opened() {
        RouterBed bed = new RouterBed(RouterBed.settings());
        bed.target.away = true;
        bed.move(Phase.DUAL_WRITE, EPOCH, WritePolicy.BACKGROUND, 0);
        bed.run(bed.router.start());
        bed.put(NEW);

        assertThat(get(bed)).contains(NEW);
        assertThat(bed.count(Count.EARLY_SKIPPED)).isEqualTo(1);

        bed.target.away = false;
        bed.time.runUntil(() -> bed.router.name("reports").current().target() != null);
        bed.put(OLD);
        bed.time.runUntil(() -> bed.count(Count.EARLY_APPLIED) == 1);
    }

    private static RouterBed distrusting(Phase phase) {
        RouterBed bed = RouterBed.at(phase);
        bed.config.away = true;
        long later = bed.time.nanoTime()
                + RouterBed.settings().lease().trusted().plusSeconds(1).toNanos();
        bed.time.runUntil(() -> bed.time.nanoTime() > later);
        return bed;
    }

    private static long acknowledged(RouterBed bed) {
        return bed.run(bed.config.processes()).stream()
                .map(ProcessStatus::acknowledged)
                .mapToLong(epochs -> epochs.get("reports"))
                .sum();
    }

    private static Optional<ByteString> get(RouterBed bed) {
        return bed.run(bed.table().getAsync(KEY));
    }

    private static Mutation put(ByteString value) {
        return Mutation.put(StoredValue.lasting(value));
    }
}
