package io.slipway.bridge.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class FreeIndexesTest {

    @Property
    void should_give_each_number_once_until_it_is_given_back(
            @ForAll @IntRange(min = 1, max = 8) int count, @ForAll List<Boolean> takes) {
        FreeIndexes free = new FreeIndexes(count);
        Deque<Integer> taken = new ArrayDeque<>();
        for (boolean take : takes) {
            if (take && taken.size() < count) {
                int index = free.take();
                assertThat(index).isBetween(0, count - 1);
                assertThat(taken).doesNotContain(index);
                taken.addLast(index);
            } else if (!take && !taken.isEmpty()) {
                free.give(taken.removeFirst());
            }
        }
        Set<Integer> all = new HashSet<>(taken);
        while (all.size() < count) {
            assertThat(all.add(free.take())).isTrue();
        }
        assertThatThrownBy(free::take).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void should_give_no_number_to_two_threads() throws InterruptedException, ExecutionException {
        int threads = 4;
        FreeIndexes free = new FreeIndexes(threads * 2);
        AtomicIntegerArray holders = new AtomicIntegerArray(threads * 2);
        CountDownLatch start = new CountDownLatch(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                done.add(executor.submit(() -> {
                    start.countDown();
                    for (int round = 0; round < 50_000; round++) {
                        int first = free.take();
                        int second = free.take();
                        assertThat(holders.incrementAndGet(first)).isEqualTo(1);
                        assertThat(holders.incrementAndGet(second)).isEqualTo(1);
                        holders.decrementAndGet(first);
                        free.give(first);
                        holders.decrementAndGet(second);
                        free.give(second);
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            executor.shutdown();
        }
    }
}
