package io.slipway.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StageVisitsTest {
    @Test
    void should_merge_the_epochs_of_one_visit_and_tell_two_visits_of_a_stage_apart() {
        StageVisits visits = new StageVisits();
        enterAndRecord(visits, 1, "audit", 10);
        enterAndRecord(visits, 2, "audit", 20);
        enterAndRecord(visits, 3, "read-target", 30);
        enterAndRecord(visits, 4, "audit", 40);

        assertThat(visits.of("t"))
                .extracting(StageVisits.Visit::stage)
                .containsExactly("audit", "read-target", "audit");
        assertThat(visits.of("t")).extracting(StageVisits.Visit::operations).containsExactly(2L, 1L, 1L);
        assertThat(visits.of("t").get(0).latencyMsMax()).isCloseTo(20, within(0.1));
        assertThat(visits.of("u")).isEmpty();
    }

    @Test
    void should_add_up_what_several_processes_saw_though_one_joined_late() {
        StageVisits first = new StageVisits();
        enterAndRecord(first, 1, "audit", 10);
        enterAndRecord(first, 2, "audit", 10);
        enterAndRecord(first, 3, "read-target", 10);
        StageVisits late = new StageVisits();
        enterAndRecord(late, 2, "audit", 50);
        late.record("t", TimeUnit.MILLISECONDS.toNanos(1), false);

        StageVisits all = new StageVisits();
        first.grown().forEach(all::add);
        late.grown().forEach(all::add);

        List<StageVisits.Visit> visits = all.of("t");
        assertThat(visits).extracting(StageVisits.Visit::stage).containsExactly("audit", "read-target");
        assertThat(visits).extracting(StageVisits.Visit::operations).containsExactly(4L, 1L);
        assertThat(visits).extracting(StageVisits.Visit::failed).containsExactly(1L, 0L);
        assertThat(visits.get(0).latencyMsMax()).isCloseTo(50, within(0.1));
    }

    @Test
    void should_tell_an_epoch_again_only_if_it_has_grown_and_then_in_full() {
        StageVisits visits = new StageVisits();
        enterAndRecord(visits, 1, "audit", 10);
        enterAndRecord(visits, 2, "read-target", 10);
        assertThat(visits.grown()).hasSize(2);
        assertThat(visits.grown()).isEmpty();

        visits.record("t", TimeUnit.MILLISECONDS.toNanos(1), true);

        assertThat(visits.grown()).singleElement().satisfies(part -> {
            assertThat(part.epoch()).isEqualTo(2);
            assertThat(part.operations()).isEqualTo(2);
        });
    }

    private static void enterAndRecord(StageVisits visits, long epoch, String stage, long latency_ms) {
        visits.enter("t", epoch, stage);
        visits.record("t", TimeUnit.MILLISECONDS.toNanos(latency_ms), true);
    }
}
