package io.slipway.migrate;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The world around the migration's logic: time, chance and execution.
 *
 * <p>In production a few threads and the system's clocks; in the simulation one thread, a seeded order and clocks that lie. Tasks must not
 * block. Thread-safe.
 */
public interface Environment extends Executor {

    /** Wall-clock time: orders writes after the seal, computes expiry; never decides who is alive. */
    Instant now();

    /** Monotonic time in nanoseconds, for durations within this process. */
    long nanoTime();

    RandomGenerator random();

    /** Runs {@code task} once, after {@code delay}. */
    Cancellable schedule(Duration delay, Runnable task);

    /** A task that has not run yet. */
    interface Cancellable {

        /** Prevents the task from running, if it has not begun. Idempotent. */
        void cancel();
    }
}
