package io.slipway.testkit.kv;

import io.slipway.migrate.Environment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A real thread for tasks, real time for durations, and a test's clock for expiry. */
final class ThreadedEnvironment implements Environment, AutoCloseable {

    private final ScheduledExecutorService thread = new ScheduledThreadPoolExecutor(1);
    private final RandomGenerator random = new Random(7);
    private final InstantSource clock;

    ThreadedEnvironment(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        var scheduled = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
