package io.slipway.testkit.contract;

import static io.slipway.testkit.contract.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ConfigStore} promises, as tests.
 *
 * <p>To run it against a store of yours, extend it and implement {@link #open}; each test gets a store of its own, empty. Times are whole
 * seconds here; a store need not keep more than milliseconds.
 */
public abstract class ConfigStoreContract {

    private static final Instant TODAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final TableSpec REPORTS =
            new TableSpec("reports", "reports_2", Layout.parse("bucketed(prefix(until 0x2f), 8)"), 1 << 20, 3_600);
    private static final TableSpec SIGHTINGS = TableSpec.of("sightings", Layout.hash());

    @SuppressWarnings("NullAway.Init")
    private ConfigStore store;

    /** Opens this test's store, empty at the first call. Called again after the store was closed, it opens what was there before. */
    protected abstract ConfigStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void should_be_empty_at_first() {
        assertThat(answer(store.readAll())).isEmpty();
        assertThat(answer(store.read("reports"))).isEmpty();
        assertThat(answer(store.history("reports"))).isEmpty();
        assertThat(answer(store.evidence("reports", 1))).isEmpty();
        assertThat(answer(store.processes())).isEmpty();
    }

    @Test
    void should_give_back_every_field_of_a_record_after_a_restart() {
        TableConfig first = first(REPORTS);
        TableConfig second = new TableConfig(
                REPORTS,
                Phase.TARGET,
                2,
                1,
                WritePolicy.REQUIRED,
                0.25,
                1_767_225_600_000_001L,
                "a: 'b'\n#c",
                "",
                TODAY);
        assertThat(answer(store.publish(first))).isTrue();
        TableConfig third = second.next(Phase.CONFIRM, "", "ops", TODAY).withTargetReaders(Set.of("api", "delivery"));
        assertThat(answer(store.publish(second))).isTrue();
        assertThat(answer(store.publish(third))).isTrue();
        store.close();
        store = open();

        assertThat(answer(store.read("reports"))).contains(third);
        assertThat(answer(store.readAll())).isEqualTo(Map.of("reports", third));
        assertThat(answer(store.history("reports"))).containsExactly(first, second, third);
    }

    @Test
    void should_publish_nothing_if_the_epoch_is_not_the_next_one() {
        TableConfig first = first(REPORTS);
        TableConfig second = first.next(Phase.ENROLLED, "enrol", "test", TODAY);
        TableConfig third = second.next(Phase.DUAL_WRITE, "copy", "test", TODAY);

        assertThat(answer(store.publish(second))).isFalse();
        assertThat(answer(store.publish(first))).isTrue();
        assertThat(answer(store.publish(first))).isFalse();
        assertThat(answer(store.publish(third))).isFalse();
        assertThat(answer(store.history("reports"))).containsExactly(first);
    }

    @Test
    void should_keep_tables_apart() {
        TableConfig reports = first(REPORTS);
        TableConfig sightings = first(SIGHTINGS);
        answer(store.publish(reports));
        answer(store.publish(sightings));
        TableConfig next = sightings.next(Phase.ENROLLED, "enrol", "test", TODAY);
        answer(store.publish(next));

        assertThat(answer(store.readAll())).isEqualTo(Map.of("reports", reports, "sightings", next));
    }

    @Test
    void should_let_one_of_many_win_if_they_publish_the_same_epoch_at_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> attempts = new ArrayList<>(IntStream.range(0, 16)
                    .<Callable<Boolean>>mapToObj(
                            author -> () -> answer(store.publish(first(REPORTS, "author " + author))))
                    .toList());
            int published = 0;
            for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
                published += attempt.get() ? 1 : 0;
            }

            assertThat(published).isEqualTo(1);
            assertThat(answer(store.history("reports"))).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void should_keep_evidence_by_table_entry_and_name_after_a_restart() {
        answer(store.publish(first(REPORTS)));
        answer(store.putEvidence("reports", 1, "rows", 1));
        answer(store.putEvidence("reports", 1, "rows", Long.MAX_VALUE));
        answer(store.putEvidence("reports", 1, "part/process-1", -3));
        answer(store.putEvidence("reports", 2, "rows", 2));
        answer(store.putEvidence("sightings", 1, "rows", 3));
        store.close();
        store = open();

        assertThat(answer(store.evidence("reports", 1)))
                .isEqualTo(Map.of("rows", Long.MAX_VALUE, "part/process-1", -3L));
        assertThat(answer(store.evidence("reports", 2))).isEqualTo(Map.of("rows", 2L));
        assertThat(answer(store.evidence("reports", 3))).isEmpty();
    }

    @Test
    void should_show_what_a_process_said_last() {
        answer(store.register(process("a", 1, Map.of())));
        answer(store.register(process("b", 1, Map.of())));
        answer(store.renew(process("a", 2, Map.of("reports", 3L))));

        assertThat(answer(store.processes()))
                .containsExactlyInAnyOrder(process("a", 2, Map.of("reports", 3L)), process("b", 1, Map.of()));
    }

    @Test
    void should_forget_a_process_if_it_deregisters() {
        answer(store.register(process("a", 1, Map.of())));
        answer(store.register(process("b", 1, Map.of())));
        answer(store.deregister("a"));
        answer(store.deregister("a"));

        assertThat(answer(store.processes())).containsExactly(process("b", 1, Map.of()));
    }

    @Test
    void should_forget_a_silent_process_and_know_it_again_if_it_renews() {
        answer(store.register(process("a", 1, Map.of())));
        answer(store.renew(process("a", 5, Map.of("reports", 3L))));
        assertThat(answer(store.renewals())).isEqualTo(Map.of("a", 5L));
        answer(store.forget("a", 5));
        answer(store.forget("b", 5));
        assertThat(answer(store.renewals())).isEmpty();
        assertThat(answer(store.processes())).isEmpty();

        answer(store.renew(process("a", 6, Map.of("reports", 3L))));
        assertThat(answer(store.processes())).containsExactly(process("a", 6, Map.of("reports", 3L)));
    }

    @Test
    void should_not_forget_a_process_that_has_renewed_since_it_was_seen() {
        answer(store.register(process("a", 5, Map.of())));
        answer(store.renew(process("a", 6, Map.of())));
        answer(store.forget("a", 5));

        assertThat(answer(store.processes())).containsExactly(process("a", 6, Map.of()));
    }

    private static ProcessStatus process(String name, long renewal, Map<String, Long> acknowledged) {
        return new ProcessStatus(name, "delivery", "0.1.0", renewal, acknowledged);
    }

    private static TableConfig first(TableSpec spec) {
        return first(spec, "test");
    }

    private static TableConfig first(TableSpec spec, String author) {
        return new TableConfig(spec, Phase.SOURCE, 1, 0, WritePolicy.BACKGROUND, 1, 0, "first record", author, TODAY);
    }
}
