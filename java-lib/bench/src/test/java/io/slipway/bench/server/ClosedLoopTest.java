package io.slipway.bench.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {

    @Test
    void should_keep_as_many_in_flight_as_asked_for_and_no_more() {
        Queue<CompletableFuture<Integer>> open = new ArrayDeque<>();
        AtomicInteger most = new AtomicInteger();

        Run run = ClosedLoop.run(
                i -> {
                    CompletableFuture<Integer> answer = new CompletableFuture<>();
                    open.add(answer);
                    most.accumulateAndGet(open.size(), Math::max);
                    // The loop waits for the oldest when it may send no more, and for all of the last ones.
                    if (open.size() == 4 || i >= 96) {
                        open.remove().complete(i);
                    }
                    while (i == 99 && !open.isEmpty()) {
                        open.remove().complete(i);
                    }
                    return answer;
                },
                100,
                4);

        assertThat(most).hasValue(4);
        assertThat(run.perSecond()).isPositive();
        assertThat(run.p99Millis()).isGreaterThanOrEqualTo(run.p50Millis());
    }

    @Test
    void should_measure_no_failures() {
        assertThatThrownBy(() -> ClosedLoop.run(
                        i -> i == 7
                                ? CompletableFuture.failedFuture(new IllegalStateException("seventh"))
                                : CompletableFuture.completedFuture(i),
                        20,
                        4))
                .hasMessage("1 of 20 operations failed")
                .hasRootCauseMessage("seventh");
    }

    @Test
    void should_read_a_run_back_from_its_line() {
        Run run = new Run(1234.5, 6.25, 0.5, 17.75, 128.5);

        assertThat(Run.parse(run.text())).isEqualTo(run);
    }
}
