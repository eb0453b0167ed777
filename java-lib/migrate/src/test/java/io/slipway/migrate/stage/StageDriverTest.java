package io.slipway.migrate.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.fake.FakeConfig;
import io.slipway.migrate.fake.FakeSource;
import io.slipway.migrate.fake.FakeTarget;
import io.slipway.migrate.fake.VirtualTime;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourceTableState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageDriverTest {

    private static final String TABLE = "samples";
    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    private final VirtualTime time = new VirtualTime(1);
    private final TableSpec spec = TableSpec.of(TABLE, Layout.hash());
    private final FakeSource source = new FakeSource(time);
    private final FakeTarget target = new FakeTarget(time, spec);
    private final FakeConfig config = new FakeConfig();
    private final StageDriver driver = driver((table, below) -> {
        source.outbox.removeIf(entry -> entry.version() < below);
        return CompletableFuture.completedFuture(null);
    });

    private StageDriver driver(OutboxDrain drain) {
        return new StageDriver(time, source, target, config, drain, LeaseTerms.DEFAULT, Duration.ofSeconds(30));
    }

    @BeforeEach
    void begin() {
        config.begin(spec);
    }

    private CompletionStage<TableConfig> moving(Stage to) {
        return driver.move(StageMove.of(TABLE, to, "test", "tester").acceptingFinal());
    }

    private TableConfig move(Stage to) {
        return time.run(moving(to));
    }

    private void prove() {
        config.evidence(TABLE, "load_complete", 1);
        config.evidence(TABLE, "rows_loaded", 10);
        config.evidence(TABLE, "validation_complete", 1);
        config.evidence(TABLE, "comparisons/p1", 7);
    }

    private void reach(Stage stage) {
        move(Stage.DUAL_WRITE);
        prove();
        for (Stage next : List.of(Stage.AUDIT, Stage.READ_TARGET)) {
            if (next.compareTo(stage) <= 0) {
                move(next);
            }
        }
    }

    @Test
    void should_walk_the_whole_road_with_a_way_back() {
        reach(Stage.READ_TARGET);
        move(Stage.AUDIT);
        move(Stage.READ_TARGET);
        TableConfig last = move(Stage.TARGET);
        assertThat(config.history(TABLE).toCompletableFuture().join())
                .extracting(TableConfig::phase)
                .containsExactly(
                        Phase.SOURCE,
                        Phase.ENROLLED,
                        Phase.DUAL_WRITE,
                        Phase.AUDIT,
                        Phase.CONFIRM,
                        Phase.READ_TARGET,
                        Phase.CONFIRM,
                        Phase.AUDIT,
                        Phase.CONFIRM,
                        Phase.READ_TARGET,
                        Phase.TARGET);
        assertThat(last.floor()).isEqualTo(source.state.floor()).isPositive();
        assertThat(last.entry()).isEqualTo(3);
        assertThat(source.state.epochMin()).isEqualTo(last.epoch()).isEqualTo(11);
        assertThat(source.state.epochMax()).isEqualTo(11);
        assertThat(source.state.sealed()).isTrue();
    }

    @Test
    void should_enrol_and_seal_again_if_a_failover_of_the_source_has_lost_it() {
        move(Stage.DUAL_WRITE);
        source.state = SourceTableState.UNTOUCHED;
        prove();
        TableConfig audited = move(Stage.AUDIT);
        assertThat(source.state.enrolled()).isTrue();
        assertThat(source.state.epochMax()).isEqualTo(audited.epoch());

        move(Stage.READ_TARGET);
        TableConfig last = move(Stage.TARGET);
        source.state = new SourceTableState(true, false, last.epoch(), last.epoch(), 0);
        move(Stage.TARGET);
        assertThat(source.state.sealed()).isTrue();
    }

    @Test
    void should_seal_again_before_it_waits_for_a_process_that_has_not_heard_of_target() {
        reach(Stage.READ_TARGET);
        TableConfig last = move(Stage.TARGET);
        source.state = new SourceTableState(true, false, last.epoch(), last.epoch(), 0);
        config.renew(new ProcessStatus("late", "api", "1", 1, Map.of(TABLE, last.epoch() - 1)));
        CompletionStage<TableConfig> again = moving(Stage.TARGET);
        time.pass(LeaseTerms.DEFAULT.dead().dividedBy(2));

        assertThat(again.toCompletableFuture()).isNotDone();
        assertThat(source.state.sealed()).isTrue();
    }

    @Test
    void should_change_nothing_if_the_target_table_does_not_fit() {
        target.prepareFailure = KvException.of(KvErrorCode.TABLE_SCHEMA, "another layout is there");
        assertThatThrownBy(() -> move(Stage.DUAL_WRITE))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.TABLE_SCHEMA));
        assertThat(config.last(TABLE).epoch()).isEqualTo(1);
        assertThat(source.state.enrolled()).isFalse();
    }

    @Test
    void should_list_every_number_if_a_gate_refuses() {
        reach(Stage.AUDIT);
        config.evidence(TABLE, "mismatches/p1", 2);
        config.evidence(TABLE, "mismatches/p2", 3);
        assertThatThrownBy(() -> move(Stage.READ_TARGET))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.GATE_REFUSED))
                .hasMessageContaining("mismatches 5 (must be = 0)")
                .hasMessageContaining("comparisons 7 (ok, >= 1)")
                .hasMessageContaining("parked entries 0 (ok, = 0)");
        assertThat(config.last(TABLE).phase()).isEqualTo(Phase.AUDIT);
    }

    @Test
    void should_take_a_validation_in_audit_for_comparisons_if_nobody_reads() {
        reach(Stage.AUDIT);
        config.evidence(TABLE, "comparisons/p1", 0);
        assertThatThrownBy(() -> move(Stage.READ_TARGET))
                .hasMessageContaining("comparisons (or, as nobody reads, a validation in audit) 0 (must be >= 1)");
        config.evidence(TABLE, "validation_epoch", config.last(TABLE).epoch() - 1);
        assertThatThrownBy(() -> move(Stage.READ_TARGET)).hasMessageContaining("a validation in audit");

        config.evidence(TABLE, "validation_epoch", config.last(TABLE).epoch());
        config.evidence(TABLE, "audited_reads/p1", 1);
        assertThatThrownBy(() -> move(Stage.READ_TARGET)).hasMessageContaining("comparisons 0 (must be >= 1)");

        config.evidence(TABLE, "audited_reads/p1", 0);
        move(Stage.READ_TARGET);
        assertThat(config.last(TABLE).phase()).isEqualTo(Phase.READ_TARGET);
    }

    @Test
    void should_have_parked_entries_tried_again_before_the_gate_counts_them() {
        reach(Stage.AUDIT);
        source.parked.put(new OutboxEntry(KEY, 1, null), "no such column");
        StageDriver mended = driver((table, below) -> {
            source.parked.clear();
            source.outbox.removeIf(entry -> entry.version() < below);
            return CompletableFuture.completedFuture(null);
        });

        time.run(mended.move(StageMove.of(TABLE, Stage.READ_TARGET, "mended", "tester")));
        assertThat(config.last(TABLE).phase()).isEqualTo(Phase.READ_TARGET);
    }

    @Test
    void should_pass_evidence_but_not_safety_if_forced() {
        reach(Stage.AUDIT);
        config.evidence(TABLE, "mismatches", 2);
        StageMove forced = StageMove.of(TABLE, Stage.READ_TARGET, "known and harmless", "tester")
                .forced();
        source.parked.put(new OutboxEntry(KEY, 1, null), "too large");
        assertThatThrownBy(() -> time.run(driver.move(forced))).hasMessageContaining("parked entries 1 (must be = 0)");
        source.parked.clear();
        assertThat(time.run(driver.move(forced)).reason()).isEqualTo("forced: known and harmless");
        assertThatThrownBy(() -> StageMove.of(TABLE, Stage.AUDIT, " ", "tester").forced())
                .hasMessageContaining("needs a reason");
    }

    @Test
    void should_refuse_target_unless_it_is_accepted_as_final() {
        reach(Stage.READ_TARGET);
        assertThatThrownBy(() -> time.run(driver.move(StageMove.of(TABLE, Stage.TARGET, "go", "tester"))))
                .hasMessageContaining("accepted as final 0 (must be >= 1)");
        assertThat(source.state.sealed()).isFalse();
    }

    @Test
    void should_wait_for_the_outbox_and_say_how_much_is_left_if_late() {
        reach(Stage.AUDIT);
        source.put(KEY, Mutation.put(StoredValue.lasting(KEY)));
        StageDriver stuck = driver((table, below) -> CompletableFuture.completedFuture(null));
        assertThatThrownBy(() -> time.run(stuck.move(StageMove.of(TABLE, Stage.READ_TARGET, "go", "tester"))))
                .hasMessageContaining("outbox entries waiting 1 (must be = 0)");
        assertThat(config.last(TABLE).phase()).isEqualTo(Phase.CONFIRM);
        assertThat(move(Stage.READ_TARGET).phase()).isEqualTo(Phase.READ_TARGET);
    }

    @Test
    void should_name_the_process_that_has_not_acknowledged() {
        move(Stage.DUAL_WRITE);
        prove();
        keepRenewing("slow", 2);
        assertThatThrownBy(() -> move(Stage.AUDIT)).hasMessageContaining("slow (api)");
        assertThat(config.last(TABLE).phase()).isEqualTo(Phase.DUAL_WRITE);
    }

    @Test
    void should_not_wait_for_a_process_whose_renewals_stand_still() {
        move(Stage.DUAL_WRITE);
        prove();
        config.renew(new ProcessStatus("gone", "api", "1", 5, Map.of(TABLE, 2L)));
        long before = time.nanoTime();
        assertThat(move(Stage.AUDIT).phase()).isEqualTo(Phase.AUDIT);
        assertThat(Duration.ofNanos(time.nanoTime() - before))
                .isBetween(LeaseTerms.DEFAULT.dead(), LeaseTerms.DEFAULT.dead().plusSeconds(1));
        assertThat(source.state.epochMin()).isEqualTo(4);
    }

    private void keepRenewing(String process, long acknowledged) {
        config.renew(new ProcessStatus(process, "api", "1", time.nanoTime(), Map.of(TABLE, acknowledged)));
        time.schedule(Duration.ofSeconds(1), () -> keepRenewing(process, acknowledged));
    }

    @ParameterizedTest
    @ValueSource(strings = {"enrol", "admit", "fencedRead", "outboxStatus", "seal", "state"})
    void should_be_continued_by_another_driver_if_it_died(String step) {
        for (Stage to : List.of(Stage.DUAL_WRITE, Stage.AUDIT, Stage.READ_TARGET, Stage.TARGET)) {
            // What the abandoned driver leaves is what the source and the config store have when its next step hangs.
            source.away = step;
            CompletionStage<TableConfig> abandoned = moving(to);
            long until = time.nanoTime() + Duration.ofSeconds(31).toNanos();
            time.schedule(Duration.ofSeconds(31), () -> {});
            time.runUntil(() -> time.nanoTime() >= until);
            assertThat(abandoned.toCompletableFuture()).isDone();
            source.away = "";
            assertThat(move(to).phase().stage()).isEqualTo(to);
            prove();
        }
        assertThat(source.state.epochMin()).isEqualTo(config.last(TABLE).epoch());
    }

    @Test
    void should_go_only_forward_if_the_source_is_sealed_already() {
        reach(Stage.READ_TARGET);
        time.run(source.seal(TABLE, config.last(TABLE).epoch()));
        assertThatThrownBy(() -> move(Stage.AUDIT))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.STAGE_EDGE))
                .hasMessageContaining("sealed");
        assertThat(move(Stage.TARGET).phase()).isEqualTo(Phase.TARGET);
    }

    @Test
    void should_report_a_conflict_if_somebody_else_moves_the_table() {
        move(Stage.DUAL_WRITE);
        prove();
        CompletionStage<TableConfig> first = moving(Stage.AUDIT);
        CompletionStage<TableConfig> second = driver.move(StageMove.of(TABLE, Stage.SOURCE, "back", "somebody"));
        List<Boolean> won = List.of(ended(first), ended(second));
        assertThat(won).containsExactlyInAnyOrder(true, false);
        assertThat(config.last(TABLE).epoch()).isEqualTo(4);
    }

    private boolean ended(CompletionStage<TableConfig> move) {
        try {
            time.run(move);
            return true;
        } catch (KvException e) {
            assertThat(e.code()).isEqualTo(KvErrorCode.CONFIG_CONFLICT);
            return false;
        }
    }

    @Test
    void should_refuse_a_config_store_that_is_behind_the_source() {
        source.state = new io.slipway.spi.source.SourceTableState(true, false, 7, 7, 0);
        assertThatThrownBy(() -> move(Stage.DUAL_WRITE))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.CONFIG_CONFLICT))
                .hasMessageContaining("7 to 7");
    }
}
