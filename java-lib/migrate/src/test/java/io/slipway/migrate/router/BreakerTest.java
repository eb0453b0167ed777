package io.slipway.migrate.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final long PAUSE_NANOS = 1_000;

    private final Breaker breaker = new Breaker(3, Duration.ofNanos(PAUSE_NANOS));

    @Test
    void should_stay_closed_if_successes_lie_between_failures() {
        for (int i = 0; i < 10; i++) {
            breaker.failed(i);
            breaker.failed(i);
            breaker.succeeded();
        }

        assertThat(breaker.permits(100)).isTrue();
    }

    @Test
    void should_open_after_consecutive_failures() {
        open(0);

        assertThat(breaker.permits(PAUSE_NANOS - 1)).isFalse();
    }

    @Test
    void should_let_one_probe_through_after_the_pause() {
        open(0);

        assertThat(breaker.permits(PAUSE_NANOS)).isTrue();
        assertThat(breaker.permits(PAUSE_NANOS + 1)).isFalse();
    }

    @Test
    void should_close_if_the_probe_succeeds() {
        open(0);
        breaker.permits(PAUSE_NANOS);
        breaker.succeeded();

        assertThat(breaker.permits(PAUSE_NANOS + 1)).isTrue();
        assertThat(breaker.permits(PAUSE_NANOS + 1)).isTrue();
    }

    @Test
    void should_pause_again_if_the_probe_fails() {
        open(0);
        breaker.permits(PAUSE_NANOS);
        breaker.failed(PAUSE_NANOS + 5);

        assertThat(breaker.permits(2 * PAUSE_NANOS)).isFalse();
        assertThat(breaker.permits(2 * PAUSE_NANOS + 5)).isTrue();
    }

    private void open(long now) {
        for (int i = 0; i < 3; i++) {
            breaker.failed(now);
        }
    }
}
