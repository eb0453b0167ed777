package io.slipway.target.cql.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.TableSpec;
import io.slipway.spi.target.TargetTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies groups of writes as a whole: a redo record first, then the writes, then the record goes.
 *
 * <p>Once the record is sealed, somebody will apply all of it, this call or {@link #recover}; every write carries its version, so both may.
 * Before that nothing of it is applied, and a record that never got its seal may be dropped, but only when its writer has surely given up:
 * the writer stops where sealing took longer than {@link #RECORD_TIME_MAX}, and the drop waits ten times as long, which also covers
 * clocks that differ by minutes. The drop hides a seal that arrives later still.
 */
final class Batches {

    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

    private static final Duration RECORD_TIME_MAX = Duration.ofMinutes(1);
    private static final Duration INCOMPLETE_AGE = RECORD_TIME_MAX.multipliedBy(10);
    private static final Duration RECOVERY_TIMEOUT = Duration.ofSeconds(30);

    /** Recovery comes by every few seconds. */
    private static final Duration STUCK_AGE = INCOMPLETE_AGE.multipliedBy(3);

    private static final int STUCK_SHOWN_MAX = 5;

    /** Writes of one batch under way at a time. */
    static final int WIDTH = 16;

    private final BatchLog log;
    private final Time time;
    private final Supplier<UUID> ids;

    Batches(BatchLog log, Time time, Supplier<UUID> ids) {
        this.log = log;
        this.time = time;
        this.ids = ids;
    }

    /** A write with the opened table that takes it. */
    record Bound(CqlTable table, RedoRecord.Entry entry) {}

    CompletionStage<Void> apply(List<Bound> writes, Duration timeout) {
        Deadline deadline = Deadline.after(timeout, time);
        Duration recordTime = timeout.compareTo(RECORD_TIME_MAX) < 0 ? timeout : RECORD_TIME_MAX;
        Deadline recorded = Deadline.after(recordTime, time);
        BatchLog.Id id = new BatchLog.Id(ids.get(), time.nowMicros());
        var record = new RedoRecord(writes.stream().map(Bound::entry).toList()).encode();
        return log.write(id, record, recorded)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(nothingApplied(failure)))
                .thenCompose(done -> log.seal(id, record, recorded))
                .thenCompose(done -> recorded.isOver()
                        ? CompletableFuture.failedStage(unfinished(Failures.late("batch")))
                        : applyAll(writes, deadline))
                .thenCompose(done -> forget(id, deadline));
    }

    private CompletionStage<Void> applyAll(List<Bound> writes, Deadline deadline) {
        return Fanout.run(writes, WIDTH, write -> write.table()
                        .applyWithin(write.entry().write(), deadline))
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(unfinished(failure)));
    }

    /** A record that stays is applied once more by recovery, which changes nothing. */
    private CompletionStage<Void> forget(BatchLog.Id id, Deadline deadline) {
        return log.delete(id, deadline).exceptionally(failure -> {
            LOG.debug("Redo record {} stays for recovery", id.id(), failure);
            return null;
        });
    }

    private static RuntimeException nothingApplied(Throwable failure) {
        Throwable cause = Failures.unwrap(failure);
        return cause instanceof StoreException store && store.kind() == Kind.UNKNOWN
                ? new StoreException(
                        Kind.UNAVAILABLE,
                        KvErrorCode.TARGET_UNAVAILABLE,
                        "batch: nothing was applied, as its redo record was not confirmed",
                        cause)
                : Failures.ofRead(cause, "batch");
    }

    private static StoreException unfinished(Throwable failure) {
        return new StoreException(
                Kind.UNKNOWN,
                KvErrorCode.WRITE_INTERRUPTED,
                "batch: its redo record is written, and recovery will apply what is missing",
                Failures.unwrap(failure));
    }

    /** Finishes the records older than {@code olderThan}; answers how many. One that cannot be finished now stays, and is logged. */
    CompletionStage<Integer> recover(Duration olderThan, Function<TableSpec, CompletionStage<TargetTable>> open) {
        long now = time.nowMicros();
        ConcurrentHashMap<TableSpec, CompletionStage<TargetTable>> tables = new ConcurrentHashMap<>();
        Function<TableSpec, CompletionStage<TargetTable>> openOnce = spec -> tables.computeIfAbsent(spec, open);
        return log.list(Deadline.after(RECOVERY_TIMEOUT, time)).thenCompose(records -> {
            CompletionStage<Integer> finished = CompletableFuture.completedStage(0);
            for (BatchLog.Id id : records) {
                Duration age = Duration.of(now - id.createdMicros(), TimeUnit.MICROSECONDS.toChronoUnit());
                if (age.compareTo(olderThan) >= 0) {
                    finished = finished.thenCompose(
                            count -> finish(id, age, openOnce).thenApply(done -> done ? count + 1 : count));
                }
            }
            return finished;
        });
    }

    /** The records that recovery should have finished long ago: tables may refuse them, and nothing ends that by itself. */
    CompletionStage<StoreCheck> check() {
        long now = time.nowMicros();
        return log.list(Deadline.after(RECOVERY_TIMEOUT, time)).thenApply(records -> {
            List<BatchLog.Id> stuck = records.stream()
                    .filter(id -> now - id.createdMicros() >= TimeUnit.MILLISECONDS.toMicros(STUCK_AGE.toMillis()))
                    .sorted(Comparator.comparingLong(BatchLog.Id::createdMicros))
                    .toList();
            return stuck.isEmpty()
                    ? StoreCheck.ok("batches", "none waits for its recovery")
                    : StoreCheck.warn(
                            "batches",
                            stuck.size() + " redo records are older than " + STUCK_AGE.toMinutes() + " minutes: "
                                    + stuck.stream()
                                            .limit(STUCK_SHOWN_MAX)
                                            .map(id -> id.id() + " of " + micros(id.createdMicros()))
                                            .collect(Collectors.joining(", ")),
                            "the services' logs say of each why it cannot be finished; one that is older than the tables'"
                                    + " gc_grace_seconds never will be: compare its keys by hand, then delete it from "
                                    + Schema.BATCHES);
        });
    }

    private static Instant micros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.SECONDS);
    }

    private CompletionStage<Boolean> finish(
            BatchLog.Id id, Duration age, Function<TableSpec, CompletionStage<TargetTable>> open) {
        Deadline deadline = Deadline.after(RECOVERY_TIMEOUT, time);
        return log.read(id, deadline)
                .thenCompose(record -> {
                    if (record.isPresent()) {
                        return applyAgain(RedoRecord.decode(record.get()), open)
                                .thenCompose(done -> log.delete(id, deadline))
                                .thenApply(done -> true);
                    }
                    CompletionStage<Void> dropped = age.compareTo(INCOMPLETE_AGE) >= 0
                            ? log.delete(id, deadline)
                            : CompletableFuture.completedStage(null);
                    return dropped.thenApply(done -> false);
                })
                .exceptionally(failure -> {
                    LOG.warn("Redo record {} of {} ago cannot be finished now", id.id(), age, failure);
                    return false;
                });
    }

    private static CompletionStage<Void> applyAgain(
            RedoRecord record, Function<TableSpec, CompletionStage<TargetTable>> open) {
        return Fanout.run(record.entries(), WIDTH, entry -> open.apply(entry.table())
                .thenCompose(table -> table.apply(entry.write(), RECOVERY_TIMEOUT)));
    }
}
