package io.slipway.testkit.sim;

import io.slipway.migrate.Counters;
import io.slipway.migrate.load.LoadResult;
import io.slipway.migrate.load.LoadSettings;
import io.slipway.migrate.load.Loader;
import io.slipway.migrate.recover.OutboxRecovery;
import io.slipway.migrate.recover.RecovererSettings;
import io.slipway.migrate.stage.Evidence;
import io.slipway.migrate.stage.StageDriver;
import io.slipway.migrate.stage.StageMove;
import io.slipway.migrate.validate.ValidationReport;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.migrate.validate.ValidationSettings;
import io.slipway.migrate.validate.Validator;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import io.slipway.testkit.sim.Tampering.Ports;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The process that migrates: it reads where each table stands and takes a next legal step, drawn from the seed, until all tables are where
 * this world wants them. It remembers nothing, so the one after a crash goes on.
 */
final class SimDriver {

    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final Duration MOVE_TIMEOUT = Duration.ofSeconds(8);
    private static final RecovererSettings RECOVERY = new RecovererSettings(
            Duration.ofMillis(300), 16, 4, 4, Duration.ofMillis(800), Duration.ofSeconds(1), Duration.ofSeconds(2));

    private static final LoadSettings LOAD = new LoadSettings(
            3,
            2,
            2,
            1 << 10,
            1,
            4,
            1 << 10,
            Duration.ofMillis(50),
            Duration.ofMillis(800),
            0,
            0,
            Duration.ofMillis(50),
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofMillis(500));
    private static final ValidationSettings VALIDATION = new ValidationSettings(
            2,
            2,
            4,
            1 << 10,
            4,
            100,
            Duration.ofMillis(300),
            Duration.ofSeconds(3),
            Duration.ofMillis(800),
            Duration.ofSeconds(10),
            0,
            0,
            10);

    private final SimWorld world;
    private final SimProcess process;
    private final Ports ports;
    private final Ports loading;
    private final StageDriver stages;
    private final SplittableRandom random;
    private final String table;

    SimDriver(SimWorld world, SimProcess process, Ports ports, Ports loading, SplittableRandom random, String table) {
        this.world = world;
        this.process = process;
        this.ports = ports;
        this.loading = loading;
        this.random = random;
        this.table = table;
        this.stages = new StageDriver(
                process,
                ports.source(),
                ports.target(),
                ports.config(),
                new OutboxRecovery(process, ports.source(), ports.target(), ports.config(), new Counters(), RECOVERY),
                SimWorld.LEASES,
                MOVE_TIMEOUT);
    }

    void start() {
        process.schedule(PAUSE, () -> step().whenComplete((arrived, thrown) -> {
            if (thrown != null) {
                world.driverFailed(table, thrown);
            }
            if (thrown != null || !arrived) {
                start();
            } else {
                world.arrived(table);
            }
        }));
    }

    /** One step on the way; true if the table is where it should be. */
    private CompletionStage<Boolean> step() {
        return ports.config().read(table).thenCompose(found -> {
            TableConfig record = found.orElseThrow();
            Stage goal = world.goal(table);
            return switch (record.phase()) {
                case SOURCE, ENROLLED -> move(Stage.DUAL_WRITE);
                case DUAL_WRITE -> evidence(record).thenCompose(evidence -> inDualWrite(record, evidence, goal));
                case AUDIT, CONFIRM -> evidence(record).thenCompose(evidence -> inAudit(record, evidence, goal));
                case READ_TARGET -> inReadTarget(goal);
                case TARGET -> CompletableFuture.completedFuture(true);
            };
        });
    }

    private CompletionStage<Boolean> inDualWrite(TableConfig record, Map<String, Long> evidence, Stage goal) {
        if (wanders(12)) {
            return move(Stage.SOURCE);
        }
        if (Evidence.LOAD_COMPLETE.sum(evidence) == 0) {
            return load(record).thenApply(result -> false);
        }
        return goal == Stage.DUAL_WRITE ? move(Stage.DUAL_WRITE).thenApply(done -> true) : move(Stage.AUDIT);
    }

    private CompletionStage<Boolean> inAudit(TableConfig record, Map<String, Long> evidence, Stage goal) {
        if (!record.targetReaders().isEmpty() && wanders(15)) {
            return stages.move(StageMove.of(table, Stage.AUDIT, "simulated", "driver")
                            .forService(service()))
                    .thenApply(done -> false);
        }
        if (goal == Stage.DUAL_WRITE || wanders(record.targetReaders().isEmpty() ? 10 : 30)) {
            return move(record.phase() == Phase.AUDIT ? Stage.DUAL_WRITE : Stage.AUDIT);
        }
        if (Evidence.VALIDATION_COMPLETE.sum(evidence) == 0 && random.nextInt(3) > 0) {
            return validate(record).thenApply(report -> false);
        }
        if (goal == Stage.AUDIT) {
            return move(Stage.AUDIT).thenApply(done -> true);
        }
        StageMove on =
                StageMove.of(table, Stage.READ_TARGET, "simulated", "driver").forced();
        return stages.move(wanders(40) ? on.forService(service()) : on).thenApply(done -> false);
    }

    private CompletionStage<Boolean> inReadTarget(Stage goal) {
        if ((goal != Stage.TARGET && goal != Stage.READ_TARGET) || wanders(25)) {
            return move(Stage.AUDIT);
        }
        if (goal == Stage.READ_TARGET) {
            return move(Stage.READ_TARGET).thenApply(done -> true);
        }
        return stages.move(
                        StageMove.of(table, Stage.TARGET, "simulated", "driver").acceptingFinal())
                .thenApply(done -> false);
    }

    private String service() {
        return SimService.NAMES.get(random.nextInt(SimService.NAMES.size()));
    }

    /** Whether to take a way back here: more rarely the longer the world lasts, so that it ends. */
    private boolean wanders(int percent) {
        return world.wandering() && random.nextInt(100) < percent;
    }

    private CompletionStage<Boolean> move(Stage to) {
        return stages.move(StageMove.of(table, to, "simulated", "driver")).thenApply(record -> false);
    }

    private CompletionStage<Map<String, Long>> evidence(TableConfig record) {
        return ports.config().evidence(table, record.entry());
    }

    private CompletionStage<LoadResult> load(TableConfig record) {
        return new Loader(process, loading.source(), loading.target(), loading.config(), paced())
                .start(table, world.savepoint(process, "load " + table + " " + record.entry()), progress -> {})
                .result();
    }

    /** Some loads take their time, so that services write in between. */
    private LoadSettings paced() {
        return random.nextBoolean() ? LOAD : LOAD.withRates(6 + random.nextInt(20), 0);
    }

    private CompletionStage<ValidationReport> validate(TableConfig record) {
        return new Validator(process, ports.source(), ports.target(), ports.config(), VALIDATION)
                .start(
                        table,
                        ValidationScope.WHOLE,
                        world.savepoint(process, "validation " + table + " " + record.entry()),
                        (step, rows, estimated) -> {})
                .report()
                .thenApply(report -> {
                    world.validated(report);
                    return report;
                });
    }
}
