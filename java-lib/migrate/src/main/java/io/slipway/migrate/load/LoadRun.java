package io.slipway.migrate.load;

import io.slipway.kv.KvBounds;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Backoff;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.migrate.Patience;
import io.slipway.migrate.Serial;
import io.slipway.migrate.savepoint.SavepointStore;
import io.slipway.migrate.savepoint.SavepointWriter;
import io.slipway.migrate.stage.Evidence;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a load, from {@link Loader#start} to its result: opens what the rows flow between, and closes it again. Thread-safe.
 *
 * <p>All state belongs to one {@link Serial}. Whatever stops the flow (a pause, a cancellation, a snapshot that is lost or has grown too
 * old, a failure) first lets the writes in flight be answered, then forgets what was not confirmed; going on means another snapshot
 * under its own version.
 */
public final class LoadRun {

    private static final Duration CONFIG_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration CONFIG_POLL = Duration.ofMillis(100);
    private static final int REFUSED_MAX = 1_000;

    private final Environment env;
    private final SourceStore source;
    private final TargetStore target;
    private final ConfigStore config;
    private final LoadSettings settings;
    private final String table;
    private final SavepointStore savepoints;
    private final SavepointWriter writer;
    private final LoadListener listener;
    private final Serial serial;
    private final RowFlow flow;
    private final Backoff backoff;
    private final CompletableFuture<LoadResult> result = new CompletableFuture<>();
    private final long begunNanos;

    private final LoadTally tally = new LoadTally();
    private final List<RefusedRow> refused = new ArrayList<>();
    private @Nullable TableConfig record;
    private @Nullable TargetTable to;
    private @Nullable SourceSnapshot snapshot;
    private long snapshotNanos;
    private long rowsEstimated;
    private boolean resumed;
    private boolean opening = true;
    private boolean waiting;
    private boolean paused;
    private boolean cancelled;
    private @Nullable Throwable failure;
    private long savedNanos;

    LoadRun(
            Environment env,
            SourceStore source,
            TargetStore target,
            ConfigStore config,
            LoadSettings settings,
            String table,
            SavepointStore savepoints,
            LoadListener listener) {
        this.env = env;
        this.source = source;
        this.target = target;
        this.config = config;
        this.settings = settings;
        this.table = table;
        this.savepoints = savepoints;
        this.writer = new SavepointWriter(savepoints);
        this.listener = listener;
        this.serial = new Serial(env, this::fail);
        this.flow = new RowFlow(env, serial, settings, new FlowEvents());
        this.backoff = new Backoff(env, settings.backoffMin(), settings.backoffMax());
        this.begunNanos = env.nanoTime();
        this.savedNanos = begunNanos;
    }

    /**
     * Completes when the load is complete, incomplete for good, or cancelled; fails with {@link KvException}: TABLE_UNKNOWN, STAGE_EDGE
     * (the table is not at dual-write), SAVEPOINT, TABLE_SCHEMA, WRITE_REFUSED (more than 1,000 refused rows), or what a store failed with.
     * A target or source that is away makes it wait, not fail.
     */
    public CompletionStage<LoadResult> result() {
        return result;
    }

    /** Stops reading and writing, keeps the savepoint, and lets the source's snapshot go, until {@link #resume}. Idempotent. */
    public void pause() {
        serial.execute(() -> {
            paused = true;
            stopFlow();
        });
    }

    /** Goes on after {@link #pause}. Idempotent. */
    public void resume() {
        serial.execute(() -> {
            paused = false;
            if (waiting) {
                waiting = false;
                openSnapshot();
            }
        });
    }

    /** Ends the run with what is confirmed saved: the next run goes on from there. Idempotent. */
    public void cancel() {
        serial.execute(() -> {
            cancelled = true;
            if (waiting) {
                waiting = false;
                end(LoadResult.Outcome.CANCELLED);
            } else {
                stopFlow();
            }
        });
    }

    void begin() {
        serial.execute(() -> {
            tick();
            repeated(() -> config.read(table), this::recordRead);
        });
    }

    private void recordRead(Optional<TableConfig> found) {
        TableConfig now = found.orElseThrow(() -> KvException.of(
                KvErrorCode.TABLE_UNKNOWN, "table '" + table + "' has no record in the config store; import it first"));
        switch (now.phase()) {
            case SOURCE, ENROLLED, TARGET ->
                throw KvException.of(
                        KvErrorCode.STAGE_EDGE,
                        "table '" + table + "' is at " + now.phase().stage().text()
                                + ": a load needs dual-write, so that the target gets what changes meanwhile");
            case DUAL_WRITE, AUDIT, CONFIRM, READ_TARGET -> record = now;
        }
        repeated(savepoints::read, bytes -> {
            bytes.flatMap(content -> LoadSavepoint.decode(savepoints.name(), content, now))
                    .ifPresent(this::goOnFrom);
            repeated(() -> target.open(now.spec()), this::retryRefused);
        });
    }

    private void goOnFrom(LoadSavepoint savepoint) {
        resumed = true;
        tally.goOnFrom(savepoint.splits());
        refused.addAll(savepoint.refused());
    }

    private void retryRefused(TargetTable opened) {
        to = opened;
        RefusedRetry retry = new RefusedRetry(env, source, opened, settings.writeTimeout());
        repeated(() -> retry.run(List.copyOf(refused)), left -> {
            refused.retainAll(left);
            openSnapshot();
        });
    }

    private void openSnapshot() {
        opening = true;
        if (stopped()) {
            return;
        }
        if (!tally.isEmpty() && tally.done()) {
            finish();
            return;
        }
        repeated(() -> source.snapshot(table), opened -> {
            if (failure != null) {
                opened.close();
                return;
            }
            snapshot = opened;
            snapshotNanos = env.nanoTime();
            rowsEstimated = opened.estimatedRows();
            if (tally.isEmpty()) {
                opened.splits(settings.splits())
                        .forEach(range -> tally.begin(new LoadSavepoint.Split(range, null, false, 0, 0)));
            }
            opening = false;
            TargetTable writable = to;
            if (writable != null) {
                flow.start(opened, writable, tally.splits());
            }
            if (paused || cancelled) {
                flow.stop();
            }
        });
    }

    /** Between two steps of opening: whether the run is to go no further. Ends or parks it then. */
    private boolean stopped() {
        Throwable reason = failure;
        if (reason != null) {
            save().whenComplete((done, thrown) -> result.completeExceptionally(Failures.known(reason)));
        } else if (cancelled) {
            end(LoadResult.Outcome.CANCELLED);
        } else if (paused) {
            waiting = true;
            save();
        }
        return reason != null || cancelled || paused;
    }

    private void stopFlow() {
        if (!opening) {
            flow.stop();
        }
    }

    private void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
            if (opening) {
                stopped();
            } else {
                flow.stop();
            }
        }
    }

    /** Repeats a step while what it needs is away, then goes on in the serial. */
    private <T> void repeated(Supplier<CompletionStage<T>> step, Consumer<T> then) {
        if (opening && (cancelled || failure != null)) {
            stopped();
            return;
        }
        CompletionStage<T> answer;
        try {
            answer = step.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((value, thrown) -> serial.execute(() -> {
            if (thrown == null) {
                backoff.reset();
                then.accept(value);
            } else if (Failures.passing(thrown)) {
                env.schedule(backoff.pause(), () -> serial.execute(() -> repeated(step, then)));
            } else {
                fail(thrown);
            }
        }));
    }

    private final class FlowEvents implements RowFlow.Events {

        @Override
        public void refused(RefusedRow row) {
            refused.add(row);
            if (refused.size() > REFUSED_MAX) {
                fail(KvException.of(
                        KvErrorCode.WRITE_REFUSED,
                        "the target refuses more than " + REFUSED_MAX + " rows, the last one: "
                                + KvBounds.describe(table, "load", row.key()) + ": " + row.reason()));
            }
        }

        @Override
        public void reopen(@Nullable Throwable reason) {
            if (env.nanoTime() - snapshotNanos < settings.backoffMax().toNanos() && reason == null) {
                fail(KvException.of(
                        KvErrorCode.CONFIG,
                        "table '" + table + "': a version issued just now is older than the table's graceSeconds allow;"
                                + " compare the clocks of the source and of this machine"));
            }
            flow.stop();
        }

        @Override
        public void failed(Throwable reason) {
            fail(reason);
        }

        @Override
        public void quiet() {
            serial.execute(LoadRun.this::flowEnded);
        }
    }

    private void flowEnded() {
        opening = true;
        SourceSnapshot open = snapshot;
        snapshot = null;
        if (open != null) {
            open.close();
        }
        tally.rewind();
        if (!stopped()) {
            env.schedule(
                    tally.done() ? Duration.ZERO : settings.backoffMin(), () -> serial.execute(this::openSnapshot));
        }
    }

    private void finish() {
        TableConfig now = record;
        if (now == null) {
            throw new IllegalStateException("nothing was opened");
        }
        save().thenCompose(done -> evidence(now, Evidence.ROWS_LOADED, tally.rows()))
                .thenCompose(done -> evidence(now, Evidence.LOAD_BYTES, tally.bytes()))
                .thenCompose(done -> evidence(now, Evidence.LOAD_COMPLETE, refused.isEmpty() ? 1 : 0))
                .whenComplete((done, thrown) -> serial.execute(() -> {
                    if (thrown == null) {
                        end(refused.isEmpty() ? LoadResult.Outcome.COMPLETE : LoadResult.Outcome.INCOMPLETE);
                    } else {
                        fail(thrown);
                    }
                }));
    }

    private CompletionStage<Void> evidence(TableConfig now, Evidence evidence, long value) {
        return new Patience(env, CONFIG_TIMEOUT, CONFIG_POLL)
                .call(() -> config.putEvidence(table, now.entry(), evidence.key(), value));
    }

    private void end(LoadResult.Outcome outcome) {
        save().whenComplete((done, thrown) -> serial.execute(() -> {
            if (thrown != null) {
                result.completeExceptionally(Failures.known(thrown));
                return;
            }
            listener.progress(progress());
            result.complete(new LoadResult(
                    table,
                    outcome,
                    tally.rows(),
                    tally.bytes(),
                    Duration.ofNanos(env.nanoTime() - begunNanos),
                    flow.retried(),
                    resumed,
                    List.copyOf(refused)));
        }));
    }

    private void tick() {
        if (result.isDone()) {
            return;
        }
        if (!opening) {
            listener.progress(progress());
        }
        if (env.nanoTime() - savedNanos >= settings.savepointPeriod().toNanos()) {
            save().whenComplete((done, thrown) -> {
                if (thrown != null) {
                    serial.execute(() -> fail(thrown));
                }
            });
        }
        env.schedule(settings.progressPeriod(), () -> serial.execute(this::tick));
    }

    /** Writes down what is confirmed. */
    private CompletionStage<Void> save() {
        TableConfig now = record;
        savedNanos = env.nanoTime();
        if (now == null || tally.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return writer.write(
                new LoadSavepoint(table, now.spec().target(), now.entry(), tally.savepoints(), refused).encode());
    }

    private LoadProgress progress() {
        double seconds = Math.max(1, env.nanoTime() - begunNanos) / 1e9;
        return tally.progress(table, rowsEstimated, seconds, flow);
    }
}
