package io.slipway.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvInternalException;
import io.slipway.kv.KvUnavailableException;
import io.slipway.kv.KvUnknownOutcomeException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WaitingTest {

    @Test
    void should_throw_a_copy_with_the_callers_stack() {
        KvException original = KvException.of(KvErrorCode.DEADLINE, "table 't', get: no answer in 2 s");
        original.setStackTrace(new StackTraceElement[0]);

        KvUnavailableException thrown = catchThrowableOfType(
                KvUnavailableException.class,
                () -> Waiting.on(CompletableFuture.failedFuture(original).thenApply(value -> value)));

        assertThat(thrown.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(WaitingTest.class.getName()));
        assertThat(thrown).hasMessage(original.getMessage()).hasCause(original);
        assertThat(thrown.code()).isEqualTo(KvErrorCode.DEADLINE);
    }

    @Test
    void should_throw_an_internal_error_if_the_failure_is_not_in_the_catalogue() {
        assertThatThrownBy(() -> Waiting.on(CompletableFuture.failedFuture(new IOException("pipe"))))
                .isInstanceOf(KvInternalException.class)
                .hasMessageContaining("SLIPWAY-9001 INTERNAL_ERROR: unexpected java.io.IOException: pipe");
    }

    @Test
    void should_have_an_unknown_outcome_and_stay_interrupted_if_the_wait_is_interrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Waiting.on(new CompletableFuture<>())).isInstanceOf(KvUnknownOutcomeException.class);

        assertThat(Thread.interrupted()).isTrue();
    }
}
