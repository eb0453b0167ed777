package io.slipway.migrate.audit;

import com.google.protobuf.ByteString;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetTable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of one key: a quick look, and if that differs, rounds of settling and looking again.
 *
 * <p>A round reads the key at the source with a fence, makes sure that the outbox holds nothing of it, reads the target, and reads the
 * source again: only if the source stood still in between does the round count. A mismatch is a difference that two such rounds in a row
 * find with the same version at the target.
 */
final class Comparison {

    /** Values this close to their expiry may be absent at one side already. */
    private static final long EXPIRY_MARGIN_SECONDS = 3;

    private final Environment environment;
    private final SourceStore source;
    private final TargetTable target;
    private final Counters counters;
    private final AuditSettings settings;
    private final ByteString key;
    private final CompletableFuture<Optional<Mismatch>> result = new CompletableFuture<>();

    /**
     * What the target answered.
     *
     * @param value null if absent, or unreadable
     */
    private record AtTarget(@Nullable VersionedValue value, boolean unreadable) {

        @Nullable
        StoredValue stored() {
            return value == null ? null : value.stored();
        }
    }

    /** What a round that counted has seen. */
    private record Seen(@Nullable StoredValue atSource, AtTarget atTarget) {

        Optional<Difference> difference() {
            return atTarget.unreadable()
                    ? Optional.of(Difference.UNREADABLE)
                    : Difference.between(atSource, atTarget.stored());
        }

        long targetVersion() {
            return atTarget.value() == null ? 0 : atTarget.value().version();
        }
    }

    Comparison(
            Environment environment,
            SourceStore source,
            TargetTable target,
            Counters counters,
            AuditSettings settings,
            ByteString key) {
        this.environment = environment;
        this.source = source;
        this.target = target;
        this.counters = counters;
        this.settings = settings;
        this.key = key;
    }

    /** Completes with the mismatch, or with nothing if there is none or it cannot be told. */
    CompletionStage<Optional<Mismatch>> run(@Nullable StoredValue answered) {
        readTarget().whenComplete((found, thrown) -> {
            if (thrown != null) {
                giveUp();
            } else if (new Seen(answered, found).difference().isEmpty()) {
                conclude(Optional.empty());
            } else {
                later(1, null);
            }
        });
        return result;
    }

    private void later(int round, @Nullable Seen before) {
        if (round > settings.rounds()) {
            giveUp();
        } else {
            environment.schedule(settings.settle(), () -> lookAgain(round, before));
        }
    }

    private void lookAgain(int round, @Nullable Seen before) {
        Failures.caught(this::look).whenComplete((seen, thrown) -> {
            if (thrown != null) {
                giveUp();
            } else if (seen.isEmpty()) {
                later(round + 1, null);
            } else if (seen.get().difference().isEmpty()) {
                conclude(Optional.empty());
            } else if (before != null && before.targetVersion() == seen.get().targetVersion()) {
                conclude(Optional.of(mismatch(seen.get())));
            } else {
                later(round + 1, seen.get());
            }
        });
    }

    /** One round; empty if the key was on its way. */
    private CompletionStage<Optional<Seen>> look() {
        return readSource().thenCompose(first -> nothingPending().thenCompose(nothing -> {
            if (!nothing) {
                return CompletableFuture.completedFuture(Optional.<Seen>empty());
            }
            return readTarget().thenCompose(found -> readSource().thenApply(second -> {
                boolean still =
                        first.equals(second) && !expiresSoon(first.orElse(null)) && !expiresSoon(found.stored());
                return still ? Optional.of(new Seen(second.orElse(null), found)) : Optional.<Seen>empty();
            }));
        }));
    }

    private CompletionStage<Optional<StoredValue>> readSource() {
        return source.fencedRead(target.spec().name(), List.of(key))
                .thenApply(read -> Optional.ofNullable(read.found().get(key)));
    }

    /** An unreadable value is an answer: no later look would give a better one by itself. */
    private CompletionStage<AtTarget> readTarget() {
        return Failures.caught(() -> target.read(key, settings.timeout()))
                .thenApply(found -> new AtTarget(found.orElse(null), false))
                .exceptionallyCompose(thrown -> Failures.corrupt(thrown)
                        ? CompletableFuture.completedFuture(new AtTarget(null, true))
                        : CompletableFuture.failedFuture(thrown));
    }

    private CompletionStage<Boolean> nothingPending() {
        return source.outbox(target.spec().name(), 0, settings.outboxEntriesMax())
                .thenApply(entries -> entries.size() < settings.outboxEntriesMax()
                        && entries.stream().noneMatch(entry -> entry.key().equals(key)));
    }

    private boolean expiresSoon(@Nullable StoredValue stored) {
        return stored != null
                && stored.expires()
                && stored.expirySecond() - environment.now().getEpochSecond() <= EXPIRY_MARGIN_SECONDS;
    }

    private void conclude(Optional<Mismatch> mismatch) {
        counters.increment(target.spec().name(), Count.COMPARISONS);
        if (mismatch.isPresent()) {
            counters.increment(target.spec().name(), Count.MISMATCHES);
        }
        result.complete(mismatch);
    }

    private void giveUp() {
        result.complete(Optional.empty());
    }

    private Mismatch mismatch(Seen seen) {
        return new Mismatch(
                target.spec().name(),
                key,
                seen.difference().orElseThrow(),
                Fingerprint.of(seen.atSource()),
                Fingerprint.of(seen.atTarget().stored()),
                seen.targetVersion(),
                environment.now());
    }
}
