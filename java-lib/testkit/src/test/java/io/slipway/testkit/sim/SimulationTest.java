package io.slipway.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.migrate.stage.Edges;
import io.slipway.spi.config.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The shipped classes in many worlds.
 *
 * <p>{@code -Dslipway.sim.seeds=N} runs N worlds, {@code -Dslipway.sim.seed=S} the world S alone, with all that was found in it.
 */
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("slipway.sim.seeds", 3_000);

    @Test
    void should_keep_every_promise_in_every_world() {
        Long only = Long.getLong("slipway.sim.seed");
        long from = only == null ? 1 : only;
        long to = only == null ? SEEDS : only;
        SimTotals totals = new SimTotals();
        // Each world is single-threaded; worlds share nothing.
        LongStream.rangeClosed(from, to).parallel().mapToObj(Simulation::run).forEach(totals::add);
        System.out.println(totals.report());

        assertThat(totals.failures()).isEmpty();
        if (only == null) {
            assertThat(totals.faults()).containsOnlyKeys(FaultKind.values());
            assertThat(totals.steps()).containsOnlyKeys(everyStep());
        }
    }

    @Test
    void should_repeat_a_world_if_the_seed_is_the_same() {
        for (long seed = 1; seed <= 40; seed++) {
            assertThat(Simulation.run(seed)).isEqualTo(Simulation.run(seed));
        }
    }

    /** Every step that the stage machine may take while two processes live. */
    private static PhaseStep[] everyStep() {
        Set<PhaseStep> steps = new TreeSet<>();
        for (Phase before : Phase.values()) {
            for (Phase after : Phase.values()) {
                if (Edges.adjacent(before, after)) {
                    steps.add(new PhaseStep(before, after));
                }
            }
        }
        List<PhaseStep> all = new ArrayList<>(steps);
        return all.toArray(PhaseStep[]::new);
    }
}
