package io.slipway.provider;

import io.slipway.migrate.Environment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The world of a running service: the system's clocks and a few daemon threads. What fails in a task is logged. */
public final class SystemEnvironment implements Environment, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SystemEnvironment.class);

    private final Clock clock = Clock.systemUTC();
    private final RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    private final ScheduledThreadPoolExecutor timers;
    private final ExecutorService tasks;

    /** @param threads for tasks, and as many for those whose time has come: a queue that keeps times is a dear one for the others */
    public SystemEnvironment(int threads) {
        timers = new ScheduledThreadPoolExecutor(threads, daemons("slipway-timer-"));
        // Each call leaves a deadline behind that is nearly always cancelled: it must not stay until its time.
        timers.setRemoveOnCancelPolicy(true);
        tasks = Executors.newFixedThreadPool(threads, daemons("slipway-"));
    }

    static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
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
        try {
            tasks.execute(() -> run(task));
        } catch (RejectedExecutionException closed) {
            // As with a task whose time comes after the end: nobody waits for it any more.
        }
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        try {
            Future<?> scheduled = timers.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task failed that should never fail", e);
            throw e;
        }
    }

    /** Drops what has not begun. */
    @Override
    public void close() {
        timers.shutdownNow();
        tasks.shutdownNow();
    }
}
