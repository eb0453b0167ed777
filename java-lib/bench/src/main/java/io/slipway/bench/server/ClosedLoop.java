package io.slipway.bench.server;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/** Keeps a number of operations in flight from one thread, until enough of them are answered. */
final class ClosedLoop {

    private static final long LATENCY_NANOS_MAX = 60_000_000_000L;

    private ClosedLoop() {}

    /**
     * @param operation begins the operation of that number, from 0
     * @throws IllegalStateException with the first failure if one failed: a benchmark of failures measures nothing
     */
    static Run run(IntFunction<CompletionStage<?>> operation, int operations, int inFlight) {
        Semaphore free = new Semaphore(inFlight);
        ConcurrentHistogram nanos = new ConcurrentHistogram(LATENCY_NANOS_MAX, 3);
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Stopwatch watch = new Stopwatch();
        for (int i = 0; i < operations; i++) {
            free.acquireUninterruptibly();
            long begin = System.nanoTime();
            operation.apply(i).whenComplete((answer, thrown) -> {
                nanos.recordValue(Math.min(System.nanoTime() - begin, LATENCY_NANOS_MAX));
                if (thrown != null) {
                    failures.add(thrown);
                }
                free.release();
            });
        }
        free.acquireUninterruptibly(inFlight);
        Run run = watch.after(operations, nanos);
        @Nullable Throwable failure = failures.peek();
        if (failure != null) {
            throw new IllegalStateException(failures.size() + " of " + operations + " operations failed", failure);
        }
        return run;
    }
}
