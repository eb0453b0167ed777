package io.slipway.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvUserException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private final Lifecycle lifecycle = new Lifecycle();

    @Test
    void should_close_at_once_if_nothing_is_in_flight() {
        assertThat(lifecycle.close().toCompletableFuture()).isCompleted();
        assertThat(lifecycle.close().toCompletableFuture()).isCompleted();
        assertThat(lifecycle.isClosed()).isTrue();
    }

    @Test
    void should_close_when_the_last_operation_is_answered() {
        CompletableFuture<String> operation = new CompletableFuture<>();
        lifecycle.enter("t", "get");
        lifecycle.enter("t", "get");
        lifecycle.leaveAfter(operation);

        CompletableFuture<Void> closed = lifecycle.close().toCompletableFuture();

        assertThat(lifecycle.inFlight()).isEqualTo(2);
        lifecycle.leave();
        assertThat(closed).isNotDone();
        operation.completeExceptionally(new IllegalStateException("expected"));
        assertThat(closed).isCompleted();
        assertThat(lifecycle.inFlight()).isZero();
    }

    @Test
    void should_refuse_operations_without_counting_them_if_closed() {
        lifecycle.enter("t", "get");
        CompletableFuture<Void> closed = lifecycle.close().toCompletableFuture();

        assertThatThrownBy(() -> lifecycle.enter("t", "put"))
                .isInstanceOfSatisfying(
                        KvUserException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.CLOSED))
                .hasMessageContaining("table 't', put: the store is closed");

        assertThat(closed).isNotDone();
        assertThat(lifecycle.inFlight()).isEqualTo(1);
    }
}
