package io.slipway.migrate.validate;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.migrate.Patience;
import io.slipway.migrate.Serial;
import io.slipway.migrate.SourceRate;
import io.slipway.migrate.savepoint.SavepointStore;
import io.slipway.migrate.savepoint.SavepointWriter;
import io.slipway.migrate.stage.Evidence;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a validation: scan both sides into digests, drill differing buckets down to keys, look at those keys again. Thread-safe; all
 * of its state belongs to one {@link Serial}.
 */
public final class Validation {

    private static final Duration AWAY_POLL = Duration.ofMillis(200);
    private static final Duration SAVEPOINT_PERIOD = Duration.ofSeconds(2);

    private final Environment env;
    private final SourceStore source;
    private final TargetStore target;
    private final ConfigStore config;
    private final ValidationSettings settings;
    private final String table;
    private final ValidationScope scope;
    private final SavepointStore savepoints;
    private final SavepointWriter writer;
    private final ValidationListener listener;
    private final Serial serial;
    private final Findings findings;
    private final RowHash hash = new RowHash();
    private final CompletableFuture<ValidationReport> report = new CompletableFuture<>();
    private final SourceRate sourceRate;
    private final long begunNanos;

    private volatile boolean cancelled;
    private volatile @Nullable Throwable failure;
    private long scannedSince;
    private long sourceRows;
    private long targetRows;
    private long savedNanos;
    private long stepRows;
    private long rowsEstimated;

    /** What a validation works on, once it is known to be possible. */
    private record Ground(TableConfig record, TargetTable to) {}

    Validation(
            Environment env,
            SourceStore source,
            TargetStore target,
            ConfigStore config,
            ValidationSettings settings,
            String table,
            ValidationScope scope,
            SavepointStore savepoints,
            ValidationListener listener) {
        this.env = env;
        this.source = source;
        this.target = target;
        this.config = config;
        this.settings = settings;
        this.table = table;
        this.scope = scope;
        this.savepoints = savepoints;
        this.writer = new SavepointWriter(savepoints);
        this.listener = listener;
        this.serial = new Serial(env, thrown -> report.completeExceptionally(Failures.known(thrown)));
        this.findings = new Findings(settings.examplesMax());
        this.begunNanos = env.nanoTime();
        this.sourceRate = new SourceRate(settings.rowsPerSecondMax(), settings.bytesPerSecondMax(), begunNanos);
        this.savedNanos = begunNanos;
    }

    /**
     * Completes when every key was decided, or after {@link #cancel}; fails with {@link KvException}: TABLE_UNKNOWN, STAGE_EDGE (not at
     * dual-write to read-target, or sealed), SAVEPOINT, or what a store failed with for longer than it may be away.
     */
    public CompletionStage<ValidationReport> report() {
        return report;
    }

    /** Stops soon; what was scanned is kept. Idempotent. */
    public void cancel() {
        cancelled = true;
    }

    void begin() {
        call(() -> config.read(table))
                .thenCompose(found -> ground(found.orElseThrow(() -> KvException.of(
                        KvErrorCode.TABLE_UNKNOWN,
                        "table '" + table + "' has no record in the config store; import it first"))))
                .thenCompose(ground -> (scope.keys() == null ? compareAll(ground) : compareKeys(ground, scope.keys()))
                        .handle((done, thrown) -> ended(ground, thrown))
                        .thenCompose(ended -> ended))
                .whenComplete((done, thrown) -> {
                    if (thrown == null) {
                        report.complete(done);
                    } else {
                        report.completeExceptionally(Failures.known(thrown));
                    }
                });
    }

    private CompletionStage<Ground> ground(TableConfig record) {
        switch (record.phase()) {
            case TARGET -> throw Recheck.sealed(table);
            case SOURCE, ENROLLED ->
                throw KvException.of(
                        KvErrorCode.STAGE_EDGE,
                        "table '" + table + "' is at " + record.phase().stage().text()
                                + ": there is nothing to validate before dual-write");
            case DUAL_WRITE, AUDIT, CONFIRM, READ_TARGET -> {}
        }
        return call(() -> source.state(table)).thenCompose((SourceTableState state) -> {
            if (state.sealed()) {
                throw Recheck.sealed(table);
            }
            return call(() -> target.open(record.spec())).thenApply(to -> new Ground(record, to));
        });
    }

    private CompletionStage<ValidationReport> ended(Ground ground, @Nullable Throwable thrown) {
        // One side's failure cancels the other's scan: the failure is what counts.
        Throwable reason = failure == null ? thrown : failure;
        boolean stopped = reason != null && Failures.cause(reason) instanceof CancellationException;
        if (reason != null && !stopped) {
            return CompletableFuture.failedFuture(Failures.cause(reason));
        }
        ValidationReport made = new ValidationReport(
                table,
                stopped,
                sourceRows,
                targetRows,
                Math.max(sourceRows, targetRows),
                findings.differences(),
                findings.repairedCount(),
                findings.movingCount(),
                findings.undecidedCount(),
                Duration.ofNanos(env.nanoTime() - begunNanos),
                findings.examples());
        return stopped || !scope.whole()
                ? CompletableFuture.completedFuture(made)
                // First nothing is complete: a run that dies in between must not lend its numbers to an earlier one.
                : evidence(ground.record(), Evidence.VALIDATION_COMPLETE, 0)
                        .thenCompose(done -> evidence(ground.record(), Evidence.VALIDATION_EPOCH, auditEpoch(ground)))
                        .thenCompose(done -> evidence(ground.record(), Evidence.VALIDATION_DIFFERENCES, made.left()))
                        .thenCompose(
                                done -> evidence(ground.record(), Evidence.VALIDATION_COMPARISONS, made.comparisons()))
                        .thenCompose(done ->
                                evidence(ground.record(), Evidence.VALIDATION_COMPLETE, made.complete() ? 1 : 0))
                        .thenApply(done -> made);
    }

    /** The epoch in which all of it was looked at, if that was in audit; 0 if it was not, or if the scan was begun in another one. */
    private long auditEpoch(Ground ground) {
        TableConfig record = ground.record();
        return record.phase() == Phase.AUDIT && scannedSince == record.epoch() ? record.epoch() : 0;
    }

    private CompletionStage<Void> evidence(TableConfig record, Evidence evidence, long value) {
        return call(() -> config.putEvidence(table, record.entry(), evidence.key(), value));
    }

    private CompletionStage<Void> compareKeys(Ground ground, List<ByteString> keys) {
        sourceRows = keys.size();
        targetRows = keys.size();
        listener.progress(ValidationListener.Step.RECHECK, keys.size(), keys.size());
        return recheck(ground).run(keys);
    }

    private CompletionStage<Void> compareAll(Ground ground) {
        return call(savepoints::read)
                .thenCompose(bytes -> withSnapshot(snapshot -> scan(ground, snapshot, bytes)))
                .thenCompose(state -> {
                    scannedSince = state.epoch();
                    sourceRows = state.sourceDigests().rows();
                    targetRows = state.targetDigests().rows();
                    BitSet differing = state.sourceDigests().differing(state.targetDigests());
                    differing.andNot(state.settled());
                    return drillDown(ground, state, differing, 0).thenCompose(done -> save(state.end()));
                });
    }

    private <T> CompletionStage<T> withSnapshot(Function<SourceSnapshot, CompletionStage<T>> use) {
        return call(() -> source.snapshot(table))
                .thenComposeAsync(
                        snapshot -> {
                            rowsEstimated = 2 * snapshot.estimatedRows();
                            stepRows = 0;
                            return use.apply(snapshot).whenComplete((done, thrown) -> snapshot.close());
                        },
                        serial);
    }

    private CompletionStage<ValidationState> scan(Ground ground, SourceSnapshot snapshot, Optional<ByteString> saved) {
        ValidationState state = saved.flatMap(
                        bytes -> ValidationState.decode(savepoints.name(), bytes, ground.record(), scope.sample()))
                .orElseGet(() -> ValidationState.begin(
                        ground.record(),
                        scope.sample(),
                        snapshot.splits(settings.splits()),
                        ground.to().splits(settings.splits()),
                        BucketDigests.bucketsFor(snapshot.estimatedRows(), settings.bucketsMin())));
        CompletionStage<Void> atSource = scanSource(
                Side.source(snapshot, state.ranges(), settings),
                state.rangesDone(),
                part -> digest(state, state.sourceDigests(), state.rangesDone(), part));
        CompletionStage<Void> atTarget = scanTarget(
                Side.target(ground.to(), state.splits(), settings),
                state.splitsDone(),
                part -> digest(state, state.targetDigests(), state.splitsDone(), part));
        return both(atSource, atTarget)
                .handleAsync(
                        (done, thrown) -> save(state)
                                .thenCompose(kept -> thrown == null
                                        ? CompletableFuture.completedFuture(state)
                                        : CompletableFuture.<ValidationState>failedFuture(Failures.cause(thrown))),
                        serial)
                .thenCompose(kept -> kept);
    }

    private CompletionStage<Void> scanSource(Side side, BitSet done, IntFunction<SideScan.Sink> sinks) {
        return new SideScan(env, serial, side, done, sourceRate, settings, sinks, () -> cancelled).run();
    }

    private CompletionStage<Void> scanTarget(Side side, BitSet done, IntFunction<SideScan.Sink> sinks) {
        SourceRate unbounded = new SourceRate(0, 0, env.nanoTime());
        return new SideScan(env, serial, side, done, unbounded, settings, sinks, () -> cancelled).run();
    }

    /** Waits for both even if one fails, so that nothing reads a snapshot that is closed. */
    private CompletionStage<Void> both(CompletionStage<Void> one, CompletionStage<Void> other) {
        one.whenComplete((done, thrown) -> cancelIf(thrown));
        other.whenComplete((done, thrown) -> cancelIf(thrown));
        return CompletableFuture.allOf(one.toCompletableFuture(), other.toCompletableFuture());
    }

    private void cancelIf(@Nullable Throwable thrown) {
        if (thrown != null) {
            cancelled = true;
            if (!(Failures.cause(thrown) instanceof CancellationException)) {
                failure = thrown;
            }
        }
    }

    /** Sums a part up on its own, so that a part that is not finished leaves no trace. */
    private SideScan.Sink digest(ValidationState state, BucketDigests sum, BitSet done, int part) {
        BucketDigests own = new BucketDigests(sum.buckets());
        return new SideScan.Sink() {
            @Override
            public void accept(List<KeyedValue> rows) {
                for (KeyedValue row : rows) {
                    hash.key(row.key());
                    if (hash.sampled(scope.sample())) {
                        own.add(
                                hash.bucket(own.buckets()),
                                hash.row(row.stored()),
                                row.stored().expirySecond());
                    }
                }
                heard(ValidationListener.Step.SCAN, rows.size());
            }

            @Override
            public void finished() {
                sum.add(own);
                done.set(part);
                if (env.nanoTime() - savedNanos >= SAVEPOINT_PERIOD.toNanos()) {
                    save(state);
                }
            }
        };
    }

    /** Group after group of differing buckets, each as many as may be held in memory at once. */
    private CompletionStage<Void> drillDown(Ground ground, ValidationState state, BitSet differing, int from) {
        int first = differing.nextSetBit(from);
        if (first < 0) {
            return CompletableFuture.completedFuture(null);
        }
        BitSet group = new BitSet();
        long keys = 0;
        int next = first;
        while (next >= 0) {
            keys += Math.max(
                    state.sourceDigests().rows(next), state.targetDigests().rows(next));
            if (keys > settings.drillKeysMax() && !group.isEmpty()) {
                break;
            }
            group.set(next);
            next = differing.nextSetBit(next + 1);
        }
        int behind = next < 0 ? differing.length() : next;
        long foundBefore = findings.total();
        Unmatched unmatched = new Unmatched(group, state.sourceDigests().buckets(), scope.sample());
        return withSnapshot(snapshot -> both(
                        scanSource(
                                Side.source(snapshot, state.ranges(), settings),
                                new BitSet(),
                                part -> collect(unmatched, true)),
                        scanTarget(
                                Side.target(ground.to(), state.splits(), settings),
                                new BitSet(),
                                part -> collect(unmatched, false))))
                .thenComposeAsync(
                        done -> {
                            List<ByteString> candidates = unmatched.candidates();
                            listener.progress(ValidationListener.Step.RECHECK, candidates.size(), candidates.size());
                            return recheck(ground).run(candidates);
                        },
                        serial)
                .thenComposeAsync(
                        done -> findings.total() > foundBefore
                                ? CompletableFuture.<Void>completedFuture(null)
                                : settled(state, group),
                        serial)
                .thenComposeAsync(done -> drillDown(ground, state, differing, behind), serial);
    }

    private CompletionStage<Void> settled(ValidationState state, BitSet group) {
        state.settled().or(group);
        return save(state);
    }

    private SideScan.Sink collect(Unmatched unmatched, boolean atSource) {
        return new SideScan.Sink() {
            @Override
            public void accept(List<KeyedValue> rows) {
                rows.forEach(row -> unmatched.add(row, atSource));
                heard(ValidationListener.Step.DRILL_DOWN, rows.size());
            }

            @Override
            public void finished() {
                // Its rows are matched already.
            }
        };
    }

    private void heard(ValidationListener.Step step, int rows) {
        stepRows += rows;
        listener.progress(step, stepRows, rowsEstimated);
    }

    private Recheck recheck(Ground ground) {
        return new Recheck(env, serial, source, ground.to(), settings, scope.repair(), () -> cancelled, findings);
    }

    private CompletionStage<Void> save(ValidationState state) {
        savedNanos = env.nanoTime();
        return writer.write(state.encode());
    }

    private <T> CompletionStage<T> call(Supplier<CompletionStage<T>> step) {
        return new Patience(env, settings.awayMax(), AWAY_POLL).call(step);
    }
}
