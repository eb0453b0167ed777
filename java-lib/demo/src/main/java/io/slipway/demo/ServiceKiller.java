package io.slipway.demo;

import io.slipway.demo.process.ServiceProcesses;
import io.slipway.demo.report.DemoReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Kills service processes by plan while the journey goes on; each is started again at once. At most one is away at a time. For one thread. */
final class ServiceKiller {
    /** Kills one process amid operations and starts it again. */
    interface Victims {
        CompletableFuture<ServiceProcesses.Kill> kill(String process) throws InterruptedException;
    }

    private final KillPlan plan;
    private final Victims victims;
    private final Terminal terminal;
    private final List<KillPlan.Strike> done = new ArrayList<>();
    private final List<DemoReport.ServiceKill> kills = new ArrayList<>();
    private @Nullable CompletableFuture<DemoReport.ServiceKill> away;

    ServiceKiller(KillPlan plan, Victims victims, Terminal terminal) {
        this.plan = plan;
        this.victims = victims;
        this.terminal = terminal;
    }

    /** If somebody is to be killed in a moment that is about to begin: waits until everybody works. */
    void prepare(KillPlan.Moment moment) {
        if (!plan.at(moment).isEmpty()) {
            awaitAway();
        }
    }

    /** Lets a moment pass, and kills whom the plan names on the way. */
    void during(KillPlan.Moment moment, Duration time) throws InterruptedException {
        prepare(moment);
        long begin_ns = System.nanoTime();
        amid(moment, time);
        sleepUntil(begin_ns + time.toNanos());
    }

    /** Kills whom the plan names for a moment that takes about so long, and returns behind the last of them. */
    void amid(KillPlan.Moment moment, Duration time) throws InterruptedException {
        long begin_ns = System.nanoTime();
        for (KillPlan.Strike strike : plan.at(moment)) {
            sleepUntil(begin_ns + (long) (time.toNanos() * strike.share()));
            strike(strike, moment.text());
        }
    }

    /**
     * Kills whom the plan names up to a share of the moment, 0 to 1.
     *
     * @param during what goes on now, as the report calls it
     */
    void upTo(KillPlan.Moment moment, double share, String during) throws InterruptedException {
        for (KillPlan.Strike strike : plan.at(moment)) {
            if (strike.share() <= share && !done.contains(strike)) {
                strike(strike, during);
            }
        }
    }

    /** Every kill, once the processes work again. */
    List<DemoReport.ServiceKill> finish() {
        awaitAway();
        return kills();
    }

    /** Every kill whose process works again. */
    List<DemoReport.ServiceKill> kills() {
        return List.copyOf(kills);
    }

    private void strike(KillPlan.Strike strike, String during) throws InterruptedException {
        awaitAway();
        done.add(strike);
        CompletableFuture<ServiceProcesses.Kill> killed = victims.kill(strike.process());
        terminal.say("%-10s was killed during %s", strike.process(), during);
        away = killed.thenApply(kill -> {
            terminal.say(
                    "%-10s works again after %.1f s; its journal has %,d writes without an answer",
                    kill.process(), kill.away_s(), kill.writesUnanswered());
            return new DemoReport.ServiceKill(
                    kill.process(), during, kill.callsUnderWay(), kill.writesUnanswered(), kill.away_s());
        });
    }

    private void awaitAway() {
        if (away != null) {
            kills.add(away.join());
            away = null;
        }
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime())).toMillis());
    }
}
