package io.slipway.testkit.sim;

import io.slipway.kv.KvErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A store's server as the links see it: reachable or away, and of some incarnation, each of which loses what is on its way. */
final class SimServer implements InstantSource {

    private final String name;
    private final SimScheduler scheduler;
    private final KvErrorCode away;
    private Duration skew;
    private boolean down;
    private int incarnation;

    /**
     * @param away the code of a call that finds the server away
     * @param skew how far its clock is ahead of the world's
     */
    SimServer(String name, SimScheduler scheduler, KvErrorCode away, Duration skew) {
        this.name = name;
        this.scheduler = scheduler;
        this.away = away;
        this.skew = skew;
    }

    String name() {
        return name;
    }

    KvErrorCode away() {
        return away;
    }

    boolean down() {
        return down;
    }

    int incarnation() {
        return incarnation;
    }

    void down(boolean now) {
        down = now;
    }

    /** Starts again with another clock: requests and answers on their way are lost. */
    void restart(Duration skewNow) {
        incarnation++;
        skew = skewNow;
    }

    @Override
    public Instant instant() {
        return SimWorld.START.plusNanos(scheduler.nowNanos()).plus(skew);
    }
}
