package io.slipway.migrate.recover;

import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.spi.target.TargetStore;
import java.time.Duration;

/** Finishes, again and again, the atomic groups at the target whose process died on the way. Several at once are harmless. */
public final class BatchRecovery {

    private final Environment environment;
    private final TargetStore targets;
    private final Duration interval;
    private volatile boolean stopped;

    /** @param interval the pause between two runs, and the age from which on a group counts as abandoned */
    public BatchRecovery(Environment environment, TargetStore targets, Duration interval) {
        this.environment = environment;
        this.targets = targets;
        this.interval = interval;
    }

    public void start() {
        environment.schedule(interval, () -> {
            if (!stopped) {
                Failures.caught(() -> targets.recoverBatches(interval)).whenComplete((finished, thrown) -> start());
            }
        });
    }

    public void stop() {
        stopped = true;
    }
}
