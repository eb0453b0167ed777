package io.slipway.migrate.audit;

import io.slipway.kv.KvException;
import io.slipway.migrate.Backoff;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.spi.Mutation;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.audit.AuditEntry;
import io.slipway.spi.audit.AuditLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The auditor of one process: brings failed early applies and mismatches to the audit log.
 *
 * <p>It never delays or fails whoever reports. While the log is away it keeps a bounded number of entries, and counts what it drops beyond
 * that. Thread-safe.
 */
public final class FailureRecorder {

    private static final int DETAIL_CHARS_MAX = 500;
    private static final Duration RETRY_MIN = Duration.ofMillis(200);

    private final Environment environment;
    private final AuditLog log;
    private final Counters counters;
    private final String service;
    private final String process;
    private final FailureSettings settings;
    private final Backoff backoff;
    private final Deque<AuditEntry> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean stopped;

    public FailureRecorder(
            Environment environment,
            AuditLog log,
            Counters counters,
            String service,
            String process,
            FailureSettings settings) {
        this.environment = environment;
        this.log = log;
        this.counters = counters;
        this.service = service;
        this.process = process;
        this.settings = settings;
        this.backoff = new Backoff(environment, RETRY_MIN, settings.retryMax());
    }

    /** The target did not take a write right behind the source. */
    public void earlyApplyFailed(String table, VersionedWrite write, Throwable failure) {
        if (full()) {
            counters.increment(table, Count.FAILURES_DROPPED);
            return;
        }
        KvException known = Failures.known(failure);
        String hash = write.mutation() instanceof Mutation.Put put ? Fingerprint.of(put.value()) : "";
        add(new AuditEntry(
                environment.now(),
                table,
                AuditEntry.Kind.EARLY_APPLY,
                service,
                process,
                Fingerprint.of(write.key()),
                known.code().printed(),
                shortened(known.detail()),
                write.version(),
                0,
                hash,
                ""));
    }

    /** A compared read found a lasting difference. */
    public void mismatch(Mismatch found) {
        add(new AuditEntry(
                found.at(),
                found.table(),
                AuditEntry.Kind.MISMATCH,
                service,
                process,
                Fingerprint.of(found.key()),
                "",
                found.difference().name().toLowerCase(Locale.ROOT),
                0,
                found.targetVersion(),
                found.sourceHash(),
                found.targetHash()));
    }

    /** Writes no more. */
    public synchronized void stop() {
        stopped = true;
    }

    /** Tries once to write what waits, a batch at most; never fails. For the end of a process. */
    public CompletionStage<Void> flush() {
        List<AuditEntry> batch = taken();
        return batch.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : append(batch).handle((done, thrown) -> null);
    }

    private synchronized boolean full() {
        return waiting.size() >= settings.waitingMax();
    }

    private synchronized void add(AuditEntry entry) {
        if (full() || stopped) {
            counters.increment(entry.table(), Count.FAILURES_DROPPED);
            return;
        }
        waiting.addLast(entry);
        if (!writing) {
            writing = true;
            environment.schedule(settings.pause(), this::write);
        }
    }

    private void write() {
        List<AuditEntry> batch = taken();
        if (batch.isEmpty()) {
            return;
        }
        append(batch).whenComplete((done, thrown) -> {
            Duration pause = settings.pause();
            if (thrown == null) {
                backoff.reset();
                batch.forEach(entry -> counters.increment(entry.table(), Count.FAILURES_RECORDED));
            } else if (Failures.passing(thrown)) {
                putBack(batch);
                pause = backoff.pause();
            } else {
                batch.forEach(entry -> counters.increment(entry.table(), Count.FAILURES_DROPPED));
            }
            environment.schedule(pause, this::write);
        });
    }

    private CompletionStage<Void> append(List<AuditEntry> batch) {
        return Failures.caught(() -> log.append(batch, settings.keep()));
    }

    private synchronized List<AuditEntry> taken() {
        List<AuditEntry> batch = new ArrayList<>();
        while (!stopped && batch.size() < settings.batch() && !waiting.isEmpty()) {
            batch.add(waiting.removeFirst());
        }
        writing = !batch.isEmpty();
        return batch;
    }

    /** What came meanwhile may have taken the place of the oldest of these. */
    private synchronized void putBack(List<AuditEntry> batch) {
        for (int i = batch.size() - 1; i >= 0; i--) {
            if (full()) {
                counters.increment(batch.get(i).table(), Count.FAILURES_DROPPED);
            } else {
                waiting.addFirst(batch.get(i));
            }
        }
    }

    private static String shortened(String detail) {
        return detail.length() <= DETAIL_CHARS_MAX ? detail : detail.substring(0, DETAIL_CHARS_MAX) + "...";
    }
}
