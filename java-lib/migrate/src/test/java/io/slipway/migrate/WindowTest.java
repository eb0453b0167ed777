package io.slipway.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

    private final List<CompletableFuture<Void>> started = new ArrayList<>();

    @Test
    void should_run_as_many_at_once_as_it_is_wide() {
        CompletionStage<Void> all = Window.over(List.of(1, 2, 3, 4, 5), 2, this::pending);

        assertThat(started).hasSize(2);
        started.get(1).complete(null);
        assertThat(started).hasSize(3);
        for (int i = 0; i < 5; i++) {
            started.get(i).complete(null);
        }
        assertThat(started).hasSize(5);
        assertThat(all.toCompletableFuture()).isCompleted();
    }

    @Test
    void should_fail_once_the_tasks_under_way_have_ended_and_start_no_more() {
        CompletionStage<Void> all = Window.over(List.of(1, 2, 3, 4), 2, this::pending);
        started.get(0).completeExceptionally(new IllegalStateException("first"));

        assertThat(started).hasSize(2);
        assertThat(all.toCompletableFuture()).isNotDone();
        started.get(1).complete(null);
        assertThat(all.toCompletableFuture()).isCompletedExceptionally();
        assertThat(started).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void should_fail_with_a_failure_that_may_have_had_an_effect_rather_than_one_that_had_none(int first) {
        CompletionStage<Void> all = Window.over(List.of(1, 2), 2, this::pending);
        StoreException unknown =
                new StoreException(StoreException.Kind.UNKNOWN, KvErrorCode.WRITE_TIMEOUT, "sent, and not answered");
        StoreException refused =
                new StoreException(StoreException.Kind.OVERLOADED, KvErrorCode.OVERLOADED_SERVER, "refused");
        started.get(first).completeExceptionally(unknown);
        started.get(1 - first).completeExceptionally(refused);

        assertThatThrownBy(() -> all.toCompletableFuture().join()).hasCause(unknown);
    }

    @Test
    void should_fail_if_a_task_throws() {
        CompletionStage<Void> all = Window.over(List.of(1), 2, item -> {
            throw new IllegalStateException("thrown");
        });

        assertThat(all.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void should_complete_at_once_if_there_is_nothing_to_do() {
        assertThat(Window.over(List.<Integer>of(), 3, this::pending).toCompletableFuture())
                .isCompleted();
    }

    @Test
    void should_not_recurse_if_tasks_end_at_once() {
        List<Integer> many = IntStream.range(0, 200_000).boxed().toList();

        assertThat(Window.over(many, 1, item -> CompletableFuture.completedFuture(null))
                        .toCompletableFuture())
                .isCompleted();
    }

    private CompletionStage<Void> pending(Integer item) {
        CompletableFuture<Void> task = new CompletableFuture<>();
        started.add(task);
        return task;
    }
}
