package io.slipway.migrate.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.migrate.fake.VirtualTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
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

        assertThat(clock.next()).isBetween(floor + 1, floor + 1_000);
    }

    @Test
    void should_lie_above_a_version_read_within_the_bound() {
        long read = clock.nowMicros() + 499_999;

        assertThat(clock.observe(read)).isTrue();
        assertThat(clock.next()).isBetween(read + 1, read + 1_000);
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

    @Test
    void should_not_count_up_in_step_with_another_process_behind_the_same_floor() {
        VirtualTime otherTime = new VirtualTime(2);
        VersionClock other = new VersionClock(otherTime, Duration.ofMillis(500));
        long floor = clock.nowMicros() + 200_000;
        clock.raise(floor);
        other.raise(floor);
        Set<Long> versions = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            versions.add(clock.next());
            versions.add(other.next());
            time.pass(Duration.ofNanos(1_000L * (500 + time.random().nextInt(1_000))));
            otherTime.pass(Duration.ofNanos(1_000L * (500 + otherTime.random().nextInt(1_000))));
        }

        assertThat(versions).hasSizeGreaterThanOrEqualTo(199);
    }

    @Test
    void should_catch_up_with_the_process_clock_if_a_floor_lay_ahead() {
        clock.raise(clock.nowMicros() + 100_000);
        for (int i = 0; i < 1_000; i++) {
            clock.next();
            time.pass(Duration.ofMillis(1));
        }

        assertThat(clock.next()).isEqualTo(clock.nowMicros());
    }
}
