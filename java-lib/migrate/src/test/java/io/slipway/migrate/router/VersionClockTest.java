package io.slipway.migrate.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.migrate.fake.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VersionClockTest {

    private final VirtualTime time = new VirtualTime(1);
    private final VersionClock clock = new VersionClock(time, Duration.ofMillis(500));

    @Test
    void should_follow_the_process_clock() {
        assertThat(clock.next()).isEqualTo(1_700_000_000_000_000L);
    }

    @Test
    void should_grow_if_the_process_clock_stands_still() {
        long first = clock.next();

        assertThat(clock.next()).isEqualTo(first + 1);
        assertThat(clock.next()).isEqualTo(first + 2);
    }

    @Test
    void should_lie_above_a_floor_however_far_ahead() {
        long floor = clock.nowMicros() + 3_600_000_000L;
        clock.raise(floor);

        assertThat(clock.next()).isEqualTo(floor + 1);
    }

    @Test
    void should_lie_above_a_version_read_within_the_bound() {
        long read = clock.nowMicros() + 499_999;

        assertThat(clock.observe(read)).isTrue();
        assertThat(clock.next()).isEqualTo(read + 1);
    }

    @Test
    void should_leave_out_a_version_beyond_the_bound() {
        long doomstone = clock.nowMicros() + 500_001;

        assertThat(clock.observe(doomstone)).isFalse();
        assertThat(clock.next()).isLessThan(doomstone);
    }

    @Test
    void should_not_alarm_at_its_own_versions() {
        clock.raise(clock.nowMicros() + 3_600_000_000L);

        assertThat(clock.observe(clock.next())).isTrue();
    }
}
