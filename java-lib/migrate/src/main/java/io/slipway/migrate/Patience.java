package io.slipway.migrate;

import io.slipway.kv.KvException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats idempotent steps, with a pause between them, until they succeed or a common deadline has passed.
 *
 * <p>No thread waits: the pauses are scheduled tasks. A step that fails in passing ({@link Failures#passing}) counts as not yet done; any
 * other failure ends the wait.
 */
public final class Patience {

    private final Environment env;
    private final Duration pause;
    private final long deadlineNanos;

    public Patience(Environment env, Duration timeout, Duration pause) {
        this.env = env;
        this.pause = pause;
        this.deadlineNanos = env.nanoTime() + timeout.toNanos();
    }

    /** Repeats {@code step} until it succeeds; late, it fails with the step's last failure. */
    public <T> CompletionStage<T> call(Supplier<CompletionStage<T>> step) {
        return until(
                        () -> step.get().thenApply(answer -> Optional.of(new Answer<>(answer))),
                        last -> Failures.known(last == null ? new IllegalStateException("nothing was tried") : last))
                .thenApply(Answer::value);
    }

    /** Whatever a step answered, which may be null. */
    private record Answer<T extends @Nullable Object>(T value) {}

    /**
     * Repeats {@code step} until it answers something; late, it fails with what {@code late} makes of the step's last failure (null if
     * the last one was merely empty).
     */
    public <T> CompletionStage<T> until(
            Supplier<CompletionStage<Optional<T>>> step, Function<@Nullable Throwable, KvException> late) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        attempt(step, late, answer);
        return answer;
    }

    private <T> void attempt(
            Supplier<CompletionStage<Optional<T>>> step,
            Function<@Nullable Throwable, KvException> late,
            CompletableFuture<T> answer) {
        begun(step).whenComplete((found, thrown) -> {
            if (thrown != null && !Failures.passing(thrown)) {
                answer.completeExceptionally(Failures.known(thrown));
            } else if (thrown == null && found.isPresent()) {
                answer.complete(found.get());
            } else if (env.nanoTime() - deadlineNanos >= 0) {
                answer.completeExceptionally(late.apply(thrown == null ? null : Failures.cause(thrown)));
            } else {
                env.schedule(pause, () -> attempt(step, late, answer));
            }
        });
    }

    private static <T> CompletionStage<T> begun(Supplier<CompletionStage<T>> step) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
