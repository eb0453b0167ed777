package io.slipway.migrate.recover;

import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.spi.StoreException;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Recovers one table: again and again, all entries of its outbox that were there one grace ago already.
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
    private final String table;

    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable OutboxStatus outbox;

    public Recoverer(
            Environment environment,
            SourceStore source,
            TargetTable target,
            Counters counters,
            RecovererSettings settings) {
        this.environment = environment;
        this.source = source;
        this.target = target;
        this.counters = counters;
        this.settings = settings;
        this.table = target.spec().name();
    }

    TargetTable target() {
        return target;
    }

    /** Begins; called once. */
    public void start() {
        round(0, 0);
    }

    /** Ends after what is under way. */
    public void stop() {
        stopped = true;
    }

    /** Why the last round failed; empty if it did not. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** How much waited when the last round began; empty before the first. */
    public Optional<OutboxStatus> outbox() {
        return Optional.ofNullable(outbox);
    }

    /** Recovers every entry below {@code below} once, now; fails with what stopped it. */
    public CompletionStage<Void> drain(long below) {
        return pass(below, 0);
    }

    private void round(long ripeBelow, int failures) {
        if (stopped) {
            return;
        }
        Failures.caught(this::mark)
                .thenCompose(mark -> pass(ripeBelow, 0).thenApply(done -> mark))
                .whenComplete((mark, thrown) -> {
                    failure = thrown == null ? null : Failures.cause(thrown);
                    if (thrown == null) {
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

    /** Below this version lies what the outbox holds now; 0 if it holds nothing. */
    private CompletionStage<Long> mark() {
        return source.outboxStatus(table).thenCompose(status -> {
            outbox = status;
            return status.depth() == 0
                    ? CompletableFuture.completedFuture(0L)
                    : source.fencedRead(table, List.of())
                            .thenApply(FencedRead::version)
                            .exceptionallyCompose(Recoverer::everythingIfSealed);
        });
    }

    /** Behind a seal nothing is added but redo entries, which may be applied at any time. */
    private static CompletionStage<Long> everythingIfSealed(Throwable thrown) {
        return Failures.cause(thrown) instanceof StoreException refusal && refusal.kind() == StoreException.Kind.SEALED
                ? CompletableFuture.completedFuture(Long.MAX_VALUE)
                : CompletableFuture.failedFuture(thrown);
    }

    private CompletionStage<Void> pass(long below, long after) {
        if (below <= after) {
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
                            return new PageRecovery(environment, source, target, counters, settings)
                                    .run(ripe)
                                    .thenCompose(done -> pass(
                                            below, ripe.get(ripe.size() - 1).version()));
                        },
                        environment);
    }
}
