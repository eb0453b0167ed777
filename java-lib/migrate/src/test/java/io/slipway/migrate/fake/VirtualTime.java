package io.slipway.migrate.fake;

import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** One thread, and a clock that jumps to the next task. */
public final class VirtualTime implements Environment {

    private static final Instant BEGIN = Instant.ofEpochSecond(1_700_000_000L);

    private record Task(long atNanos, long order, Runnable runnable) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final Random random;
    private long nanos;
    private long order;

    public VirtualTime(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public Instant now() {
        return BEGIN.plusNanos(nanos);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public void execute(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable runnable) {
        Task task = new Task(nanos + delay.toNanos(), order++, runnable);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** Completes after {@code delay} with what {@code action} answers then. */
    public <T> CompletionStage<T> after(Duration delay, java.util.function.Supplier<T> action) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        schedule(delay, () -> {
            try {
                answer.complete(action.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Runs tasks until {@code stage} is complete, and answers or throws what it completed with. */
    public <T> T run(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        runUntil(future::isDone);
        try {
            return future.join();
        } catch (RuntimeException e) {
            throw Failures.cause(e) instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The process dies: nothing that was to happen happens. */
    public void crash() {
        tasks.clear();
    }

    /** Runs tasks for a while. */
    public void pass(Duration duration) {
        long until = nanos + duration.toNanos();
        schedule(duration, () -> {});
        runUntil(() -> nanos >= until);
    }

    /** Runs tasks until {@code condition} holds. */
    public void runUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Task next = tasks.poll();
            if (next == null) {
                throw new AssertionError("nothing is left to do, and the condition does not hold");
            }
            nanos = Math.max(nanos, next.atNanos());
            next.runnable().run();
        }
    }
}
