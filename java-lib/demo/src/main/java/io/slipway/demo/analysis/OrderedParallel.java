package io.slipway.demo.analysis;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;

/** Maps items on several threads and hands the results over in the items' order, with a bound on those under way. */
final class OrderedParallel {
    private final Executor executor;
    private final int inFlightMax;

    OrderedParallel(Executor executor, int inFlightMax) {
        this.executor = executor;
        this.inFlightMax = inFlightMax;
    }

    /**
     * Maps items until there are no more or the consumer returns false; results that come after that are dropped.
     *
     * @throws RuntimeException what the mapping or the consumer threw first, in the items' order
     */
    <T, R> void forEach(Iterator<T> items, Function<T, R> mapping, Predicate<R> consumer) {
        Queue<CompletableFuture<R>> underWay = new ArrayDeque<>();
        boolean wanted = true;
        while (wanted && (items.hasNext() || !underWay.isEmpty())) {
            while (items.hasNext() && underWay.size() < inFlightMax) {
                T item = items.next();
                underWay.add(CompletableFuture.supplyAsync(() -> mapping.apply(item), executor));
            }
            wanted = consumer.test(join(underWay.remove()));
        }
        underWay.forEach(future -> future.cancel(false));
    }

    private static <R> R join(CompletableFuture<R> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
