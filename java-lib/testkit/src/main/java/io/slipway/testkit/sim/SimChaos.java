package io.slipway.testkit.sim;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** What befalls whole processes and servers: pauses, outages and restarts, again and again while the world has faults. */
final class SimChaos {

    private static final int OUTAGE_MILLIS_MAX = 2_500;
    private static final int CUT_MILLIS_MAX = 6_000;
    private static final int PAUSE_SHORT_MILLIS_MAX = 900;
    private static final int PAUSE_LONG_MILLIS_MAX = 2_000;

    private final SimWorld world;
    private final SplittableRandom random;

    SimChaos(SimWorld world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    void start() {
        FaultPlan faults = world.faults();
        every(faults.pauseEveryMillis(), this::pause);
        every(faults.outageEveryMillis(), this::outage);
        every(faults.cutEveryMillis(), this::cut);
        every(faults.sourceRestartEveryMillis(), world::restartSource);
    }

    private void every(int meanMillis, Runnable trouble) {
        if (meanMillis == 0) {
            return;
        }
        world.scheduler().after(null, Duration.ofMillis(random.nextInt(2 * meanMillis)), () -> {
            if (!world.calm()) {
                trouble.run();
                every(meanMillis, trouble);
            }
        });
    }

    private void pause() {
        List<SimProcess> living = world.living();
        SimProcess process = living.get(random.nextInt(living.size()));
        long millis = random.nextBoolean()
                ? random.nextInt(PAUSE_SHORT_MILLIS_MAX)
                : SimWorld.LEASES.dead().toMillis() + random.nextInt(PAUSE_LONG_MILLIS_MAX);
        world.pause(process, Duration.ofMillis(millis));
    }

    /** Cuts a service off the config store, half the time for longer than others think it alive. */
    private void cut() {
        List<SimService> services = world.services();
        if (!services.isEmpty()) {
            SimProcess process = services.get(random.nextInt(services.size())).process();
            world.counted(FaultKind.CONFIG_CUT);
            process.cutOff(Duration.ofMillis(random.nextInt(CUT_MILLIS_MAX)));
        }
    }

    private void outage() {
        boolean target = random.nextInt(3) > 0;
        SimServer server = target ? world.target() : world.config();
        world.counted(target ? FaultKind.TARGET_OUTAGE : FaultKind.CONFIG_OUTAGE);
        server.down(true);
        world.scheduler().after(null, Duration.ofMillis(random.nextInt(OUTAGE_MILLIS_MAX)), () -> server.down(false));
    }
}
