package io.slipway.testkit.sim;

import io.slipway.migrate.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** One process from its start to its crash: the environment of the shipped classes that run in it. */
final class SimProcess implements Environment {

    private final String name;
    private final int number;
    private final SimScheduler scheduler;
    private final SplittableRandom random;
    private final Duration wallSkew;
    private final long monotonicStart;
    private boolean crashed;
    private long pausedUntilNanos;
    private long cutOffUntilNanos;

    /** @param wallSkew how far the process's wall clock is ahead of the world's */
    SimProcess(String name, int number, SimScheduler scheduler, SplittableRandom random, Duration wallSkew) {
        this.name = name;
        this.number = number;
        this.scheduler = scheduler;
        this.random = random;
        this.wallSkew = wallSkew;
        this.monotonicStart = random.nextLong(1L << 50);
    }

    String name() {
        return name;
    }

    int number() {
        return number;
    }

    boolean crashed() {
        return crashed;
    }

    long pausedUntilNanos() {
        return pausedUntilNanos;
    }

    /** Ends the process: none of its tasks runs any more. What it has sent is on its way. */
    void crash() {
        crashed = true;
    }

    /** Lets the process stand still; its clocks go on. */
    void pause(Duration duration) {
        pausedUntilNanos = scheduler.nowNanos() + duration.toNanos();
    }

    /** Lets it go on, with everything in reach. */
    void resume() {
        pausedUntilNanos = 0;
        cutOffUntilNanos = 0;
    }

    /** Keeps it from the config store for a while. */
    void cutOff(Duration duration) {
        cutOffUntilNanos = scheduler.nowNanos() + duration.toNanos();
    }

    boolean cutOff() {
        return scheduler.nowNanos() < cutOffUntilNanos;
    }

    @Override
    public Instant now() {
        return SimWorld.START.plusNanos(scheduler.nowNanos()).plus(wallSkew);
    }

    @Override
    public long nanoTime() {
        return monotonicStart + scheduler.nowNanos();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public void execute(Runnable task) {
        scheduler.ready(this, task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return scheduler.after(this, delay, task);
    }
}
