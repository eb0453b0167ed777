package io.slipway.migrate.recover;

import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.migrate.Window;
import io.slipway.spi.StoreException;
import io.slipway.spi.config.Phase;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Recovers one table: again and again, all entries of its outbox that were there one grace ago already, and at a slow pace those that the
 * target refused and that are parked since: a table that has been mended, or a key that has got another value, may be welcome now.
 *
 * <p>From TARGET on the target is the authority, and everything that was acknowledged before is there. So no fenced read is made then, not
 * even of no key: the source may have failed over and lost its seal, and would issue a version above what the target alone has. An entry of
 * the source's own writes can only have come back with such a failover; it is let go once the source is sealed again. Redo entries carry
 * what they write.
 *
 * <p>Age is told without any clock but this process's own monotonic one: a fenced read of no key issues a version, and what lies below it
 * was there when it was issued. Thread-safe.
 */
public final class Recoverer {

    private final Environment environment;
    private final SourceStore source;
    private final TargetTable target;
    private final Counters counters;
    private final RecovererSettings settings;
    private final Duty duty;
    private final String table;
    private final Rests rests;

    private volatile long lookedNanos;
    private volatile long parkedDueNanos;
    private volatile boolean targetRules;
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable OutboxStatus outbox;

    public Recoverer(
            Environment environment,
            SourceStore source,
            TargetTable target,
            Counters counters,
            RecovererSettings settings) {
        this(environment, source, target, counters, settings, Duty.ALWAYS);
    }

    /** @param duty whether a round is this process's at all; {@link #drain} always is */
    public Recoverer(
            Environment environment,
            SourceStore source,
            TargetTable target,
            Counters counters,
            RecovererSettings settings,
            Duty duty) {
        this.environment = environment;
        this.source = source;
        this.target = target;
        this.counters = counters;
        this.settings = settings;
        this.duty = duty;
        this.table = target.spec().name();
        this.rests = new Rests(settings.grace(), settings.parkedPause());
        this.parkedDueNanos = environment.nanoTime();
    }

    TargetTable target() {
        return target;
    }

    /** The table's record is at {@code phase} now. TARGET is final. */
    void follow(Phase phase) {
        targetRules |= phase == Phase.TARGET;
    }

    /** Begins; called once. */
    public void start() {
        lookedNanos = environment.nanoTime();
        round(0, 0);
    }

    /** Ends after what is under way. */
    public void stop() {
        stopped = true;
    }

    /** Why the last round left something behind; empty if it did not. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** How much waited when the last round of this process began; empty before the first. */
    public Optional<OutboxStatus> outbox() {
        return Optional.ofNullable(outbox);
    }

    /** Recovers every parked entry, and every one below {@code below}, once, now; fails with what the target failed first. */
    public CompletionStage<Void> drain(long below) {
        Pass pass = newPass();
        return pages(pass, below, 0, false).thenCompose(done -> parked(pass)).thenCompose(done -> {
            Throwable thrown = pass.failure();
            return thrown == null ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(thrown);
        });
    }

    private Pass newPass() {
        return new Pass(rests, settings.appliesAtOnce());
    }

    private void round(long ripeBelow, int failures) {
        if (stopped) {
            return;
        }
        long now = environment.nanoTime();
        if (!duty.due(table, Duration.ofNanos(now - lookedNanos))) {
            environment.schedule(settings.grace(), () -> round(ripeBelow, failures));
            return;
        }
        lookedNanos = now;
        Pass pass = newPass();
        Failures.caught(this::look)
                .thenCompose(look -> pages(pass, ripeBelow, 0, true)
                        .thenCompose(done -> parkedIfDue(pass, look))
                        .thenApply(done -> look.mark()))
                .whenComplete((mark, thrown) -> {
                    note(pass, thrown);
                    if (thrown == null && !pass.away()) {
                        if (pass.failure() == null && failures > 0) {
                            rests.clear();
                        }
                        environment.schedule(settings.grace(), () -> round(mark, 0));
                    } else {
                        long pause = settings.grace().toNanos() << Math.min(failures, 10);
                        environment.schedule(
                                Duration.ofNanos(
                                        Math.min(pause, settings.pauseMax().toNanos())),
                                () -> round(ripeBelow, failures + 1));
                    }
                });
    }

    private void note(Pass pass, @Nullable Throwable thrown) {
        Throwable cause = thrown == null ? pass.failure() : Failures.cause(thrown);
        if (cause != null || pass.complete()) {
            failure = cause;
        }
    }

    /**
     * The outbox as a round finds it.
     *
     * @param mark below this version lies what it holds now; 0 if it holds nothing
     * @param parked whether entries are set aside
     */
    private record Look(long mark, boolean parked) {}

    private CompletionStage<Look> look() {
        return source.outboxStatus(table).thenCompose(status -> {
            outbox = status;
            CompletionStage<Long> mark = status.depth() == 0
                    ? CompletableFuture.completedFuture(0L)
                    : targetRules
                            ? CompletableFuture.completedFuture(Long.MAX_VALUE)
                            : source.fencedRead(table, List.of())
                                    .thenApply(FencedRead::version)
                                    .exceptionallyCompose(Recoverer::everythingIfSealed);
            return mark.thenApply(version -> new Look(version, status.parked() > 0));
        });
    }

    /** Behind a seal nothing is added but redo entries, which may be applied at any time. */
    private static CompletionStage<Long> everythingIfSealed(Throwable thrown) {
        return Failures.cause(thrown) instanceof StoreException refusal && refusal.kind() == StoreException.Kind.SEALED
                ? CompletableFuture.completedFuture(Long.MAX_VALUE)
                : CompletableFuture.failedFuture(thrown);
    }

    /** @param resting whether keys that failed lately are left out */
    private CompletionStage<Void> pages(Pass pass, long below, long after, boolean resting) {
        if (below <= after || pass.away()) {
            return CompletableFuture.completedFuture(null);
        }
        return source.outbox(table, after, settings.pageEntries())
                .thenComposeAsync(
                        page -> {
                            List<OutboxEntry> ripe = page.stream()
                                    .filter(entry -> entry.version() < below)
                                    .toList();
                            if (ripe.isEmpty()) {
                                return CompletableFuture.completedFuture(null);
                            }
                            long now = environment.nanoTime();
                            List<OutboxEntry> due = ripe.stream()
                                    .filter(entry -> !resting || !pass.leavesOut(entry.key(), now))
                                    .toList();
                            return page(pass, Map.of())
                                    .run(due)
                                    .thenCompose(done -> pages(
                                            pass,
                                            below,
                                            ripe.get(ripe.size() - 1).version(),
                                            resting));
                        },
                        environment);
    }

    private CompletionStage<Void> parkedIfDue(Pass pass, Look look) {
        return look.parked() && environment.nanoTime() - parkedDueNanos >= 0
                ? parked(pass)
                : CompletableFuture.completedFuture(null);
    }

    /** Tries what is parked once more. */
    private CompletionStage<Void> parked(Pass pass) {
        parkedDueNanos = environment.nanoTime() + settings.parkedPause().toNanos();
        return source.parked(table)
                .thenComposeAsync(
                        parked -> {
                            List<OutboxEntry> entries = List.copyOf(parked.keySet());
                            List<List<OutboxEntry>> parts = new ArrayList<>();
                            for (int from = 0; from < entries.size(); from += settings.pageEntries()) {
                                parts.add(
                                        entries.subList(from, Math.min(from + settings.pageEntries(), entries.size())));
                            }
                            return Window.over(
                                    parts, 1, part -> page(pass, parked).run(part));
                        },
                        environment);
    }

    private PageRecovery page(Pass pass, Map<OutboxEntry, String> parked) {
        return new PageRecovery(environment, source, target, counters, settings, pass, parked, () -> targetRules);
    }
}
