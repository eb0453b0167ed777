package io.slipway.target.cql.internal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Runs a call for each of many items, a bounded number side by side. After a failure no further one begins. */
final class Fanout<T> {

    private final List<T> items;
    private final Function<T, ? extends CompletionStage<?>> call;
    private final AtomicInteger next = new AtomicInteger();

    private Fanout(List<T> items, Function<T, ? extends CompletionStage<?>> call) {
        this.items = items;
        this.call = call;
    }

    /** Completes once all calls have; fails, once all that began have ended, with one of their failures. */
    static <T> CompletionStage<Void> run(List<T> items, int width, Function<T, ? extends CompletionStage<?>> call) {
        Fanout<T> fanout = new Fanout<>(items, call);
        return CompletableFuture.allOf(IntStream.range(0, Math.min(width, items.size()))
                .mapToObj(lane -> fanout.lane().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<?> lane() {
        int index = next.getAndIncrement();
        if (index >= items.size()) {
            return CompletableFuture.completedStage(null);
        }
        return call.apply(items.get(index))
                .whenComplete((result, failure) -> {
                    if (failure != null) {
                        next.set(items.size());
                    }
                })
                .thenCompose(result -> lane());
    }
}
