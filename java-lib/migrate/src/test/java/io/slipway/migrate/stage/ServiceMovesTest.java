package io.slipway.migrate.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.fake.FakeConfig;
import io.slipway.migrate.fake.FakeSource;
import io.slipway.migrate.fake.FakeTarget;
import io.slipway.migrate.fake.VirtualTime;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.OutboxEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services that go to the target one by one, and libraries that are too old to go along. */
class ServiceMovesTest {

    private static final String TABLE = "reports";

    private final VirtualTime time = new VirtualTime(1);
    private final TableSpec spec = TableSpec.of(TABLE, Layout.hash());
    private final FakeSource source = new FakeSource(time);
    private final FakeTarget target = new FakeTarget(time, spec);
    private final FakeConfig config = new FakeConfig();
    private final StageDriver driver = new StageDriver(
            time,
            source,
            target,
            config,
            (table, below) -> {
                source.outbox.removeIf(entry -> entry.version() < below);
                return CompletableFuture.completedFuture(null);
            },
            LeaseTerms.DEFAULT,
            Duration.ofSeconds(30));

    @BeforeEach
    void reachAudit() {
        config.begin(spec);
        move(StageMove.of(TABLE, Stage.DUAL_WRITE, "test", "tester"));
        config.evidence(TABLE, "load_complete", 1);
        config.evidence(TABLE, "validation_complete", 1);
        config.evidence(TABLE, "comparisons/p1", 7);
        move(to(Stage.AUDIT));
    }

    private static StageMove to(Stage stage) {
        return StageMove.of(TABLE, stage, "test", "tester");
    }

    private TableConfig move(StageMove move) {
        return time.run(driver.move(move));
    }

    private List<TableConfig> since(long epoch) {
        return config.history(TABLE).toCompletableFuture().join().stream()
                .filter(record -> record.epoch() > epoch)
                .toList();
    }

    @Test
    void should_move_services_one_after_the_other_each_by_an_epoch() {
        move(to(Stage.READ_TARGET).forService("api"));
        move(to(Stage.READ_TARGET).forService("delivery"));
        move(to(Stage.AUDIT).forService("api"));
        move(to(Stage.READ_TARGET).forService("delivery"));

        assertThat(since(4))
                .extracting(TableConfig::phase, TableConfig::targetReaders)
                .containsExactly(
                        tuple(Phase.CONFIRM, Set.of()),
                        tuple(Phase.CONFIRM, Set.of("api")),
                        tuple(Phase.CONFIRM, Set.of("api", "delivery")),
                        tuple(Phase.CONFIRM, Set.of("delivery")));
    }

    @Test
    void should_bring_all_services_along_if_the_table_moves_forward() {
        move(to(Stage.READ_TARGET).forService("api"));
        move(to(Stage.READ_TARGET));

        assertThat(since(6))
                .extracting(TableConfig::phase, TableConfig::targetReaders)
                .containsExactly(tuple(Phase.READ_TARGET, Set.of()));
        assertThat(move(to(Stage.READ_TARGET).forService("delivery")).epoch()).isEqualTo(7);
    }

    @Test
    void should_have_all_services_read_from_the_source_before_the_table_moves_back() {
        move(to(Stage.READ_TARGET).forService("api"));
        move(to(Stage.AUDIT));

        assertThat(since(6))
                .extracting(TableConfig::phase, TableConfig::targetReaders)
                .containsExactly(tuple(Phase.CONFIRM, Set.of()), tuple(Phase.AUDIT, Set.of()));
    }

    @Test
    void should_drain_the_outbox_before_a_service_reads_from_the_target() {
        move(to(Stage.READ_TARGET).forService("api"));
        source.parked.put(new OutboxEntry(ByteString.copyFromUtf8("k"), 1, null), "too large");

        assertRefused(to(Stage.READ_TARGET).forService("delivery"), KvErrorCode.GATE_REFUSED, "parked entries 1");
        assertThat(move(to(Stage.AUDIT).forService("api")).targetReaders()).isEmpty();
    }

    @Test
    void should_refuse_edges_that_services_cannot_take_alone() {
        assertRefused(to(Stage.TARGET).forService("api"), KvErrorCode.STAGE_EDGE, "take this edge together");
        move(to(Stage.READ_TARGET));
        assertRefused(to(Stage.AUDIT).forService("api"), KvErrorCode.STAGE_EDGE, "move the table back to audit first");
        move(to(Stage.AUDIT));
        move(to(Stage.DUAL_WRITE));
        assertRefused(to(Stage.READ_TARGET).forService("api"), KvErrorCode.STAGE_EDGE, "one by one from audit on");
    }

    @Test
    void should_name_the_processes_whose_library_is_too_old() {
        register("p1", "api", "1.2.0");
        register("p2", "delivery", "1.1.9");
        register("p3", "master", "unreleased");
        StageMove demanding = to(Stage.READ_TARGET).demanding(LibraryVersion.of("1.2"));

        assertRefused(
                demanding.forced(),
                KvErrorCode.GATE_REFUSED,
                "processes with a library before 1.2.0 2: p2 (delivery, 1.1.9), p3 (master, unreleased) (must be = 0)");
        assertThat(move(to(Stage.DUAL_WRITE).demanding(LibraryVersion.of("1.2")))
                        .phase())
                .as("the way back is always open")
                .isEqualTo(Phase.DUAL_WRITE);
    }

    /** Its renewal number stands still, so after a while nobody waits for it. */
    @Test
    void should_go_on_if_the_process_of_the_old_library_is_dead() {
        register("p2", "delivery", "1.1.9");
        StageMove demanding = to(Stage.READ_TARGET).demanding(LibraryVersion.of("1.2"));
        assertRefused(demanding, KvErrorCode.GATE_REFUSED, "p2");
        time.pass(LeaseTerms.DEFAULT.dead());

        assertThat(move(demanding).phase()).isEqualTo(Phase.READ_TARGET);
    }

    private void register(String process, String service, String version) {
        config.register(new ProcessStatus(process, service, version, 1, Map.of(TABLE, Long.MAX_VALUE)));
    }

    private void assertRefused(StageMove move, KvErrorCode code, String message) {
        assertThatThrownBy(() -> move(move))
                .isInstanceOfSatisfying(
                        KvException.class, refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
