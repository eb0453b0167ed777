package io.slipway.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it, forwards or backwards. Thread-safe. */
public final class TestClock extends Clock {

    private final AtomicReference<Instant> now;

    /** A clock that shows {@code start}. */
    public TestClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    /** Moves the clock by {@code step}, which may be negative. */
    public void advance(Duration step) {
        now.updateAndGet(instant -> instant.plus(step));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("a test's clock has no zones");
    }
}
