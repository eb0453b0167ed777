package io.slipway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.demo.KillPlan.Moment;
import io.slipway.demo.KillPlan.Strike;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KillPlanTest {
    private static final List<String> FOUR = List.of("master-0", "delivery-0", "api-0", "master-1");

    @Property(tries = 300)
    void should_kill_each_once_one_amid_the_load_and_one_between_audit_and_target(
            @ForAll long seed, @ForAll @IntRange(min = 3, max = 12) int count) {
        List<String> processes =
                IntStream.range(0, count).mapToObj(i -> "process-" + i).toList();

        KillPlan plan = KillPlan.of(processes, seed);

        assertThat(plan.strikes()).extracting(Strike::process).containsExactlyInAnyOrderElementsOf(processes);
        assertThat(plan.at(Moment.LOADING)).isNotEmpty();
        assertThat(plan.strikes())
                .extracting(Strike::moment)
                .anyMatch(moment -> moment.compareTo(Moment.LOADING) > 0 && moment.compareTo(Moment.AT_TARGET) < 0);
        assertThat(plan.strikes()).extracting(Strike::share).allMatch(share -> share >= 0.2 && share <= 0.8);
        assertThat(plan).isEqualTo(KillPlan.of(processes, seed));
    }

    @Test
    void should_reach_every_moment_with_some_seed() {
        Set<Moment> reached = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            KillPlan.of(FOUR, seed).strikes().forEach(strike -> reached.add(strike.moment()));
        }

        assertThat(reached).containsExactlyInAnyOrder(Moment.values());
    }
}
