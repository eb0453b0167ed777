package io.slipway.migrate;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs one asynchronous task an item, at most {@code width} of them at once, whatever thread they end on.
 *
 * <p>The first failure stops new tasks; the result fails once the tasks under way have ended, with the gravest of their failures: one that
 * may have had an effect before one that had none, else the first.
 */
public final class Window<T> {

    private final Iterator<T> items;
    private final Function<T, CompletionStage<?>> task;
    private final int width;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private int started;

    private Window(Iterator<T> items, int width, Function<T, CompletionStage<?>> task) {
        this.items = items;
        this.width = width;
        this.task = task;
    }

    public static <T> CompletionStage<Void> over(Iterable<T> items, int width, Function<T, CompletionStage<?>> task) {
        Window<T> window = new Window<>(items.iterator(), width, task);
        window.advance();
        return window.done;
    }

    /** Whoever comes first runs the loop and takes the turns of all who come meanwhile, so that tasks ending at once do not recurse. */
    private void advance() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        int taken = 1;
        do {
            startTasks();
            taken = turns.addAndGet(-taken);
        } while (taken != 0);
    }

    private void startTasks() {
        while (failure.get() == null && started - ended.get() < width && items.hasNext()) {
            T item = items.next();
            started++;
            run(item).whenComplete((result, thrown) -> {
                if (thrown != null) {
                    failure.accumulateAndGet(thrown, Window::graver);
                }
                ended.incrementAndGet();
                advance();
            });
        }
        Throwable thrown = failure.get();
        if (started == ended.get() && (thrown != null || !items.hasNext())) {
            if (thrown != null) {
                done.completeExceptionally(thrown);
            } else {
                done.complete(null);
            }
        }
    }

    private static Throwable graver(@Nullable Throwable before, Throwable next) {
        return before == null || (!Failures.maybeApplied(before) && Failures.maybeApplied(next)) ? next : before;
    }

    private CompletionStage<?> run(T item) {
        try {
            return task.apply(item);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
