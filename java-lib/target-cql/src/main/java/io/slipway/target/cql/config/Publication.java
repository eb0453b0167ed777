package io.slipway.target.cql.config;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import io.slipway.target.cql.internal.Deadline;
import io.slipway.target.cql.internal.Failures;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One publication: a lightweight transaction that is repeated while nobody can say what became of it.
 *
 * <p>Repeating is safe because all tries carry one token and the row that they write is written once: a second try of a transaction that
 * was applied finds the head moved, and the row's token says by whom.
 */
final class Publication {

    /** A pause between two tries, so that publishers of one partition do not keep interrupting each other. */
    private static final Executor LATER = CompletableFuture.delayedExecutor(25, TimeUnit.MILLISECONDS);

    private final Function<Deadline, CompletionStage<Boolean>> transaction;
    private final Function<Deadline, CompletionStage<Optional<Boolean>>> owned;
    private final Deadline deadline;

    /**
     * @param transaction tries to publish; whether it was applied
     * @param owned reads serially whether the record is this publication's; empty if there is no record
     */
    Publication(
            Function<Deadline, CompletionStage<Boolean>> transaction,
            Function<Deadline, CompletionStage<Optional<Boolean>>> owned,
            Deadline deadline) {
        this.transaction = transaction;
        this.owned = owned;
        this.deadline = deadline;
    }

    /** Whether this publication won. Fails with kind UNKNOWN if that could not be found out in time. */
    CompletionStage<Boolean> run() {
        return attempt(transaction.apply(deadline), false);
    }

    /** @param unsure whether an earlier try may have been applied */
    private CompletionStage<Boolean> attempt(CompletionStage<Boolean> tried, boolean unsure) {
        return tried.<CompletionStage<Boolean>>handle((applied, thrown) -> {
                    if (thrown != null) {
                        return failed(Failures.unwrap(thrown), unsure);
                    }
                    return applied || !unsure
                            ? CompletableFuture.completedStage(applied)
                            : resolved(found -> CompletableFuture.completedStage(found.orElse(false)));
                })
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Boolean> failed(Throwable cause, boolean unsure) {
        boolean maybe =
                unsure || (cause instanceof StoreException store && store.kind().maybeApplied());
        if (!maybe) {
            return CompletableFuture.failedStage(cause);
        }
        return deadline.isOver() ? unknown(cause) : resolved(this::foundOrAgain);
    }

    private CompletionStage<Boolean> foundOrAgain(Optional<Boolean> found) {
        return found.isPresent()
                ? CompletableFuture.completedStage(found.get())
                : CompletableFuture.supplyAsync(() -> transaction.apply(deadline), LATER)
                        .thenCompose(tried -> attempt(tried, true));
    }

    private CompletionStage<Boolean> resolved(Function<Optional<Boolean>, CompletionStage<Boolean>> next) {
        return owned.apply(deadline)
                .exceptionallyCompose(thrown -> Publication.<Optional<Boolean>>unknown(Failures.unwrap(thrown)))
                .thenCompose(next);
    }

    private static <T> CompletionStage<T> unknown(Throwable cause) {
        return CompletableFuture.failedStage(new StoreException(
                StoreException.Kind.UNKNOWN,
                KvErrorCode.CONFIG_UNAVAILABLE,
                "it could not be found out in time whether the record was published; read it before the next step ("
                        + cause.getMessage() + ")",
                cause));
    }
}
