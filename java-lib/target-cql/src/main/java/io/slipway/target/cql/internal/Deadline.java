package io.slipway.target.cql.internal;

import java.time.Duration;

/** The moment at which a call gives up, over all of its requests. */
public final class Deadline {

    private final Time time;
    private final long endNanos;

    private Deadline(Time time, long endNanos) {
        this.time = time;
        this.endNanos = endNanos;
    }

    public static Deadline after(Duration timeout, Time time) {
        return new Deadline(time, time.nanoTime() + timeout.toNanos());
    }

    public boolean isOver() {
        return endNanos - time.nanoTime() <= 0;
    }

    /** What is left; at least a millisecond, as the driver takes zero for no limit. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(1_000_000, endNanos - time.nanoTime()));
    }

    /** The later one of the two. */
    Deadline orLater(Deadline other) {
        return other.endNanos - endNanos > 0 ? other : this;
    }
}
