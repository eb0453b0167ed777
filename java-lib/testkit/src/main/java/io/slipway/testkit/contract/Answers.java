package io.slipway.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.slipway.spi.StoreException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a store answered: a value, or the failure that the suite expects. */
final class Answers {

    private static final long WAIT_SECONDS_MAX = 60;

    private Answers() {}

    /** The stage's value; the test fails if there is none within a minute. */
    static <T> T answer(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("unexpected failure: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + WAIT_SECONDS_MAX + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What the stage failed with. */
    static Throwable failure(CompletionStage<?> stage) {
        try {
            Object value = stage.toCompletableFuture().get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            return fail("expected a failure, not " + value);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + WAIT_SECONDS_MAX + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Checks that the stage failed with a {@link StoreException} of that kind. */
    static void assertRefused(CompletionStage<?> stage, StoreException.Kind kind) {
        Throwable failure = failure(stage);
        assertThat(failure).isInstanceOf(StoreException.class);
        assertThat(((StoreException) failure).kind()).isEqualTo(kind);
    }
}
