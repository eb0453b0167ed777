package io.slipway.demo;

import io.slipway.demo.KillPlan.Moment;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.process.Answers;
import io.slipway.demo.report.DemoReport;
import io.slipway.kv.KvException;
import io.slipway.migrate.load.LoadProgress;
import io.slipway.migrate.load.LoadResult;
import io.slipway.migrate.stage.StageMove;
import io.slipway.migrate.validate.ValidationReport;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.provider.Operator;
import io.slipway.spi.config.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of all tables from {@code source} to {@code target}, with load and validation, and once back from {@code read-target} while there is
 * still a way back. For one thread.
 */
final class Journey {
    private static final Logger LOG = LoggerFactory.getLogger(Journey.class);

    /** Late enough for the load to have found its pace, and far below the bound of four fifths. */
    private static final double KILL_AT_LOAD_SHARE = 0.35;

    private static final int VALIDATIONS_MAX = 3;

    /** Entries that are in the outbox at any moment while services write. */
    private static final int OUTBOX_CALM = 100;

    private static final Duration OUTBOX_PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(50);

    /** About how long a stage change takes where nothing holds it up. */
    private static final Duration CHANGE = Duration.ofSeconds(1);

    /** The rests: at source, before and after the load, and at each of the five stages behind it. */
    private static final int RESTS = 8;

    private final Operator operator;
    private final LoadTracker loads;
    private final Terminal terminal;
    private final TargetKiller targetKiller;
    private final ServiceKiller serviceKiller;
    private final Followers followers;
    private final DemoOptions options;
    private final Map<DemoTable, Long> rows = new EnumMap<>(DemoTable.class);
    private final List<DemoReport.Kill> kills = new ArrayList<>();
    private long begin_ns = System.nanoTime();
    private long rowsMoved;
    private long bytesMoved;
    private double load_s;
    private long loadRetries;
    private long validated;
    private long differences;

    Journey(
            Operator operator,
            LoadTracker loads,
            Terminal terminal,
            TargetKiller targetKiller,
            ServiceKiller serviceKiller,
            Followers followers,
            DemoOptions options) {
        this.operator = operator;
        this.loads = loads;
        this.terminal = terminal;
        this.targetKiller = targetKiller;
        this.serviceKiller = serviceKiller;
        this.followers = followers;
        this.options = options;
    }

    /** What the journey has to report by now; see {@link DemoReport}. */
    record Outcome(
            Map<DemoTable, Long> rows,
            long rowsMoved,
            long bytesMoved,
            double durationS,
            double loadS,
            long retries,
            long comparisons,
            long differences,
            List<DemoReport.Kill> targetKills,
            List<DemoReport.ServiceKill> serviceKills) {

        static final Outcome NONE = new Outcome(Map.of(), 0, 0, 0, 0, 0, 0, 0, List.of(), List.of());
    }

    /** Travels; returns when every table is at {@code target} and has rested there, and every service works. */
    void travel(Map<DemoTable, Long> rowsFilled) throws InterruptedException {
        begin_ns = System.nanoTime();
        rest(Moment.AT_SOURCE);
        moveAll(Stage.DUAL_WRITE);
        rest(Moment.AT_DUAL_WRITE);
        if (options.killTarget()) {
            kill("dual-write", DemoTable.STRINGS, 0);
        }
        loadAll(rowsFilled);
        rest();
        moveAll(Stage.AUDIT);
        rest(Moment.AT_AUDIT);
        validateAll();
        moveAll(Stage.READ_TARGET, Moment.TO_READ_TARGET);
        rest(Moment.AT_READ_TARGET);
        moveAll(Stage.AUDIT, Moment.BACK_TO_AUDIT);
        rest(Moment.AT_AUDIT_AGAIN);
        moveAll(Stage.READ_TARGET);
        rest(Moment.AT_READ_TARGET_AGAIN);
        moveAll(Stage.TARGET, Moment.TO_TARGET);
        rest(Moment.AT_TARGET);
        serviceKiller.finish();
    }

    Outcome outcome() {
        return new Outcome(
                Map.copyOf(rows),
                rowsMoved,
                bytesMoved,
                (System.nanoTime() - begin_ns) / 1e9,
                load_s,
                loadRetries,
                validated,
                differences,
                List.copyOf(kills),
                serviceKiller.kills());
    }

    private void rest(Moment moment) throws InterruptedException {
        serviceKiller.during(moment, rest_time());
        followers.note();
    }

    private void rest() throws InterruptedException {
        Thread.sleep(rest_time().toMillis());
    }

    private Duration rest_time() {
        return Duration.ofSeconds(options.seconds()).dividedBy(RESTS);
    }

    private void moveAll(Stage stage) {
        Answers.await(movingAll(stage));
    }

    /** A process may be killed while it has something to acknowledge. */
    private void moveAll(Stage stage, Moment moment) throws InterruptedException {
        serviceKiller.prepare(moment);
        CompletableFuture<Void> moves = movingAll(stage);
        serviceKiller.amid(moment, CHANGE);
        Answers.await(moves);
    }

    /** All tables at once: for a moment each is somewhere else, as the tables of many services are. */
    private CompletableFuture<Void> movingAll(Stage stage) {
        List<CompletableFuture<?>> moves = new ArrayList<>();
        for (DemoTable table : DemoTable.values()) {
            StageMove move = StageMove.of(table.tableName(), stage, "the demo's journey", TableDescriptions.AUTHOR);
            moves.add(operator.move(stage == Stage.TARGET ? move.acceptingFinal() : move)
                    .thenAccept(record -> terminal.say("%-10s is at %s", table.tableName(), stage.text()))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(moves.toArray(CompletableFuture[]::new));
    }

    private void loadAll(Map<DemoTable, Long> rowsFilled) throws InterruptedException {
        long loadBegin_ns = System.nanoTime();
        for (DemoTable table : DemoTable.values()) {
            LoadResult result = load(table, rowsFilled);
            if (result.outcome() != LoadResult.Outcome.COMPLETE) {
                throw new IllegalStateException("the load of " + table.tableName() + " ended " + result.outcome()
                        + " with " + result.refused().size() + " refused rows");
            }
            rows.put(table, result.rows());
            rowsMoved += result.rows();
            bytesMoved += result.bytes();
            loadRetries += result.retries();
            terminal.say(
                    "%-10s loaded: %,d rows, %.1f MB, %,d writes sent again",
                    table.tableName(), result.rows(), result.bytes() / 1e6, result.retries());
        }
        load_s = (System.nanoTime() - loadBegin_ns) / 1e9;
        serviceKiller.upTo(Moment.LOADING, 1, Moment.AT_DUAL_WRITE.text());
    }

    private LoadResult load(DemoTable table, Map<DemoTable, Long> rowsFilled) throws InterruptedException {
        String name = table.tableName();
        CompletableFuture<LoadResult> result =
                operator.load(name, loads).result().toCompletableFuture();
        try (Terminal.Progress bar = terminal.progress("load " + name, 0)) {
            while (!result.isDone()) {
                @Nullable LoadProgress progress = loads.of(name);
                if (progress != null) {
                    bar.at(progress.rows(), progress.rowsEstimated(), progress.bytes());
                    double share = share(table, progress, rowsFilled);
                    if (options.killTarget() && kills.size() == 1 && share >= KILL_AT_LOAD_SHARE) {
                        kill("load", table, share);
                    }
                    serviceKiller.upTo(Moment.LOADING, share, Moment.LOADING.text());
                }
                Thread.sleep(LOOK.toMillis());
            }
        } finally {
            loads.ended(name);
        }
        return Answers.await(result);
    }

    /** How much of all loads is done. Tables weigh what they were filled with: what services have removed since is missing in all alike. */
    private static double share(DemoTable running, LoadProgress progress, Map<DemoTable, Long> rowsFilled) {
        double done = rowsFilled.get(running)
                * Math.min(1.0, progress.rows() / Math.max(1.0, (double) progress.rowsEstimated()));
        double all = 0;
        for (DemoTable table : DemoTable.values()) {
            all += rowsFilled.get(table);
            done += table.compareTo(running) < 0 ? rowsFilled.get(table) : 0;
        }
        return done / all;
    }

    private void kill(String during, DemoTable table, double loadShare) throws InterruptedException {
        DemoReport.Kill kill = targetKiller.kill(during, table.tableName(), loadShare);
        kills.add(kill);
        terminal.say(
                "the target was killed with %,d writes in flight and answers again after %.1f s",
                kill.writesInFlight(), kill.awayS());
    }

    private void validateAll() throws InterruptedException {
        for (DemoTable table : DemoTable.values()) {
            ValidationReport report = validate(table.tableName());
            for (int i = 1; i < VALIDATIONS_MAX && !report.complete(); i++) {
                terminal.say("%-10s has %,d undecided keys; once more", table.tableName(), report.undecided());
                report = validate(table.tableName());
            }
            validated += report.comparisons();
            differences += report.left();
            terminal.say(
                    "%-10s validated: %,d keys compared, %,d differences",
                    table.tableName(), report.comparisons(), report.left());
        }
    }

    private ValidationReport validate(String table) throws InterruptedException {
        awaitOutbox(table);
        try (Terminal.Progress bar = terminal.progress("validate " + table, 0)) {
            return Answers.await(
                    operator.validate(table, ValidationScope.WHOLE, (step, done, estimated) -> bar.at(done, estimated))
                            .report());
        }
    }

    /** A target that was away has a backlog: keys in it cannot be decided. */
    private void awaitOutbox(String table) throws InterruptedException {
        long start_ns = System.nanoTime();
        while (System.nanoTime() - start_ns < OUTBOX_PATIENCE.toNanos() && !isOutboxCalm(table)) {
            Thread.sleep(LOOK.toMillis());
        }
    }

    private boolean isOutboxCalm(String table) {
        try {
            return Answers.await(operator.status(table)).outbox().depth() <= OUTBOX_CALM;
        } catch (KvException e) {
            // A store that is too busy to tell is not calm.
            LOG.info("the outbox of {} cannot be looked at: {}", table, e.getMessage());
            return false;
        }
    }
}
