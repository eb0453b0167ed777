package io.slipway.source.redis.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.source.redis.RedisOptions;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.StoreException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every call of a script: bounded in number, bytes and time, sent at most once, and answered on threads of its own.
 *
 * <p>A call keeps its place until the server answers it or the connection is gone, even if its caller was told long before that time is over:
 * so a server that hangs fills the bound and no more. Thread-safe.
 */
final class Calls {

    private static final int CALLBACK_THREADS = 4;
    private static final long BYTES_A_PERMIT = 1 << 10;

    private final RedisOptions options;
    private final Links links;
    private final Semaphore places;
    private final Semaphore kibibytes;
    private final ForkJoinPool callbacks;
    private volatile boolean closed;

    /** How far one call is. */
    private static final class Ticket {

        private enum Progress {
            WAITING,
            SENT,
            GIVEN_UP
        }

        private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITING);
        private final long begunNanos = System.nanoTime();
        private volatile @Nullable Link link;

        /** Whether the call may be sent: its caller still waits. */
        boolean send(Link over) {
            link = over;
            return progress.compareAndSet(Progress.WAITING, Progress.SENT);
        }

        /** The caller waits no longer; whether the call was sent. */
        boolean giveUp() {
            return !progress.compareAndSet(Progress.WAITING, Progress.GIVEN_UP) && progress.get() == Progress.SENT;
        }
    }

    private Calls(RedisOptions options, Links links) {
        this.options = options;
        this.links = links;
        this.places = new Semaphore(options.inFlightMax());
        this.kibibytes = new Semaphore((int) (options.inFlightBytesMax() / BYTES_A_PERMIT));
        // Threads grow in number while callbacks wait for other answers, so that waiting in one cannot starve the rest.
        this.callbacks = new ForkJoinPool(CALLBACK_THREADS, Calls::thread, null, true);
    }

    private static ForkJoinWorkerThread thread(ForkJoinPool pool) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName("slipway-redis-callback-" + thread.getPoolIndex());
        return thread;
    }

    /**
     * Connects, and waits for the first link.
     *
     * @param incarnations empty for callers who version nothing
     */
    static Calls open(RedisOptions options, RedisTime time, Optional<Incarnations> incarnations) {
        Calls calls = new Calls(options, new Links(new Connector(options, time, incarnations)));
        try {
            calls.links.current().join();
            return calls;
        } catch (RuntimeException e) {
            calls.close();
            throw Failures.of(e, Effect.NONE, "opening the Redis store");
        }
    }

    /** See {@link io.slipway.spi.source.SourceStore#checks}. */
    CompletionStage<List<StoreCheck>> checks(InstantSource clock) {
        return links.current()
                .thenCompose(link -> link.checks(clock))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        Failures.of(failure, Effect.NONE, "examining the Redis server")));
    }

    /**
     * Calls a script and reads its answer.
     *
     * @param what names operation and table, for messages
     */
    <R extends @Nullable Object> CompletableFuture<R> call(
            Script script, Effect effect, String what, Arguments arguments, Function<Reply, R> read) {
        if (closed) {
            return CompletableFuture.failedFuture(Failures.closed(what));
        }
        int size = (int) Math.min(arguments.bytes() / BYTES_A_PERMIT, options.inFlightBytesMax() / BYTES_A_PERMIT);
        if (!enter(size)) {
            return CompletableFuture.failedFuture(overloaded(what));
        }
        Ticket ticket = new Ticket();
        CompletableFuture<List<@Nullable Object>> answered = links.current()
                .thenCompose(link -> ticket.send(link)
                        ? link.call(script, arguments)
                        : CompletableFuture.failedFuture(new TimeoutException()))
                .whenComplete((reply, failure) -> leave(size));
        return answered.copy()
                .orTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync(
                        (reply, failure) -> {
                            if (failure == null) {
                                return read.apply(new Reply(reply));
                            }
                            throw failure(Failures.unwrap(failure), effect, what, ticket);
                        },
                        callbacks);
    }

    private static RuntimeException failure(Throwable failure, Effect effect, String what, Ticket ticket) {
        Link link = ticket.link;
        if (failure instanceof TimeoutException) {
            boolean sent = ticket.giveUp();
            if (sent && link != null) {
                link.closeIfSilentSince(ticket.begunNanos);
            }
            return Failures.late(effect, sent, what);
        }
        if (link != null && (Refusals.storedRun(failure).isPresent() || Failures.isDemoted(failure))) {
            // The server is not what it was when the link was opened; the next one begins by finding out.
            link.close();
        }
        StoreException refused = Refusals.of(failure, what);
        return refused != null ? refused : Failures.of(failure, effect, what);
    }

    private boolean enter(int size) {
        if (!places.tryAcquire()) {
            return false;
        }
        if (!kibibytes.tryAcquire(size)) {
            places.release();
            return false;
        }
        return true;
    }

    private void leave(int size) {
        kibibytes.release(size);
        places.release();
    }

    private StoreException overloaded(String what) {
        return new StoreException(
                StoreException.Kind.OVERLOADED,
                KvErrorCode.OVERLOADED_IN_FLIGHT,
                what + ": more operations, or bytes, are unanswered by the Redis server than source.redis.in-flight and"
                        + " in-flight-bytes allow; back off");
    }

    /** Refuses what comes, waits for what is in flight, as long as an operation may take, and gives everything back. Idempotent. */
    void close() {
        closed = true;
        try {
            if (places.tryAcquire(options.inFlightMax(), options.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                places.release(options.inFlightMax());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        links.end();
        callbacks.shutdown();
        if (Thread.currentThread() instanceof ForkJoinWorkerThread worker && worker.getPool() == callbacks) {
            return; // The store is being closed by one of its own answers, which cannot wait for itself.
        }
        try {
            callbacks.awaitTermination(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
