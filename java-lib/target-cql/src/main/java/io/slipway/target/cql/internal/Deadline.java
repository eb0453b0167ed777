package io.slipway.target.cql.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The moment at which a call gives up, over all of its requests. */
public final class Deadline {

    /** The driver takes zero for no limit, and its timer is coarser than this. */
    private static final long REMAINING_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);

    private final Time time;
    private final Duration timeout;
    private final long endNanos;

    private Deadline(Time time, Duration timeout, long endNanos) {
        this.time = time;
        this.timeout = timeout;
        this.endNanos = endNanos;
    }

    public static Deadline after(Duration timeout, Time time) {
        return new Deadline(time, timeout, time.nanoTime() + timeout.toNanos());
    }

    public boolean isOver() {
        return endNanos - time.nanoTime() <= 0;
    }

    /** What is left; at least a millisecond, and correct to a millisecond. */
    Duration remaining() {
        long left = endNanos - time.nanoTime();
        return timeout.toNanos() - left < REMAINING_NANOS_MIN
                ? timeout
                : Duration.ofNanos(Math.max(REMAINING_NANOS_MIN, left));
    }

    /** Whether this one comes before {@code other}. */
    boolean isBefore(Deadline other) {
        return other.endNanos - endNanos > 0;
    }

    /** The later one of the two. */
    Deadline orLater(Deadline other) {
        return isBefore(other) ? other : this;
    }
}
