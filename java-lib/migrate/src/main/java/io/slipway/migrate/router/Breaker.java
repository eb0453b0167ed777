package io.slipway.migrate.router;

import java.time.Duration;

/**
 * Decides whether a target that fails again and again is asked at all: closed, open for a pause, then one probe at a time.
 *
 * <p>Pure: time is an argument, in nanoseconds of a monotonic clock. Thread-safe.
 */
final class Breaker {

    private final int failuresMax;
    private final long pauseNanos;
    private int failures;
    private boolean open;
    private long openedAt;
    private boolean probing;

    Breaker(int failuresMax, Duration pause) {
        this.failuresMax = failuresMax;
        this.pauseNanos = pause.toNanos();
    }

    /** Whether an attempt may be made now; each permitted one must be answered with {@link #succeeded} or {@link #failed}. */
    synchronized boolean permits(long now) {
        if (!open) {
            return true;
        }
        if (probing || now - openedAt < pauseNanos) {
            return false;
        }
        probing = true;
        return true;
    }

    synchronized void succeeded() {
        failures = 0;
        open = false;
        probing = false;
    }

    synchronized void failed(long now) {
        failures++;
        if (failures >= failuresMax) {
            open = true;
            openedAt = now;
        }
        probing = false;
    }

    synchronized boolean isOpen() {
        return open;
    }
}
