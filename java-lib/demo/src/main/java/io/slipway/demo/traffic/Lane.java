package io.slipway.demo.traffic;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread of a service's callers. It takes a step at fixed times, whatever the steps before took: those that are late are taken at once and
 * measured from the time at which they were due, so that a stall shows in full (Tene, "How not to measure latency").
 */
final class Lane implements Runnable {
    private final Witness witness;
    private final Tally tally;
    private final Runnable step;
    private final long interval_ns;
    private final long first_ns;
    private volatile boolean stopped;

    /** @param first when the first step is due, on the scale of {@link System#nanoTime} */
    Lane(Witness witness, Tally tally, Runnable step, Duration interval, long first) {
        this.witness = witness;
        this.tally = tally;
        this.step = step;
        this.interval_ns = interval.toNanos();
        this.first_ns = first;
    }

    /** Lets the step under way end and takes no further one. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        for (long due_ns = first_ns; !stopped; due_ns += interval_ns) {
            sleepUntil(due_ns);
            if (!stopped) {
                witness.due(due_ns);
                takeStep();
            }
        }
    }

    private void takeStep() {
        try {
            step.run();
        } catch (RuntimeException e) {
            if (!witness.hasCounted(e)) {
                tally.wrongAnswer(e.toString());
            }
        }
    }

    private void sleepUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0 && !stopped; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
