package io.slipway.migrate.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {

    private static final long FAST = Duration.ofMillis(1).toNanos();
    private static final long SLOW = Duration.ofMillis(500).toNanos();

    private static void answers(InFlightLimit limit, int count, long nanos) {
        for (int i = 0; i < count; i++) {
            limit.reached();
            limit.succeeded(nanos);
        }
    }

    @Property
    void should_never_leave_its_bounds(
            @ForAll @IntRange(min = 1, max = 50) int min,
            @ForAll @IntRange(min = 0, max = 1_000) int more,
            @ForAll List<@IntRange(min = 0, max = 2) Integer> events) {
        InFlightLimit limit = new InFlightLimit(min, min + more, Duration.ofMillis(50));
        for (int event : events) {
            switch (event) {
                case 0 -> answers(limit, 130, FAST);
                case 1 -> answers(limit, 130, SLOW);
                case 2 -> limit.pushedBack();
                default -> throw new AssertionError(event);
            }
            assertThat(limit.current()).isBetween(min, min + more);
        }
    }

    @Test
    void should_grow_while_the_target_keeps_up() {
        InFlightLimit limit = new InFlightLimit(8, 256, Duration.ofMillis(50));
        answers(limit, 20_000, FAST);
        assertThat(limit.current()).isEqualTo(256);
    }

    @Test
    void should_double_until_the_target_pushes_back_once() {
        InFlightLimit limit = new InFlightLimit(8, 256, Duration.ofMillis(50));
        answers(limit, 3 * 128, FAST);
        assertThat(limit.current()).isEqualTo(64);
        limit.pushedBack();
        answers(limit, 128, FAST);
        assertThat(limit.current()).isEqualTo(32);
        answers(limit, 2 * 128, FAST);
        assertThat(limit.current()).isEqualTo(48);
    }

    @Test
    void should_not_grow_if_nothing_waits() {
        InFlightLimit limit = new InFlightLimit(8, 256, Duration.ofMillis(50));
        for (int i = 0; i < 1_000; i++) {
            limit.succeeded(FAST);
        }
        assertThat(limit.current()).isEqualTo(8);
    }

    @Test
    void should_shrink_if_the_slowest_hundredth_is_too_slow() {
        InFlightLimit limit = new InFlightLimit(8, 256, Duration.ofMillis(50));
        answers(limit, 20_000, FAST);
        for (int i = 0; i < 512; i++) {
            limit.succeeded(i % 50 == 0 ? SLOW : FAST);
        }
        assertThat(limit.current()).isBetween(144, 192);
    }

    @Test
    void should_halve_once_for_writes_that_fail_together() {
        InFlightLimit limit = new InFlightLimit(8, 256, Duration.ofMillis(50));
        answers(limit, 20_000, FAST);
        limit.pushedBack();
        limit.pushedBack();
        assertThat(limit.current()).isEqualTo(128);
    }
}
