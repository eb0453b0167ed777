package io.slipway.source.rocksdb.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.source.rocksdb.RocksOptions;
import io.slipway.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An embedded store at work: the committer for everything that changes or must be atomic, readers for the rest.
 *
 * <p>Reads check the table's state and then the database without being atomic with the committer. That is right: authority that ends, or an
 * epoch that passes, between the two leaves a value that was current when the read began, and a sealed table does not change any more.
 *
 * <p>After a failed write the database is opened again, because RocksDB refuses writes from then on and because only the files say what
 * became of the group. Until there is space for that, reads go on. Thread-safe.
 */
final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int READS_WAITING_MAX = 4_096;
    private static final int ROWS_READ_HERE_MAX = 16;
    private static final int CALLBACK_THREADS = 4;
    private static final long REOPEN_EVERY_NANOS = Duration.ofMillis(500).toNanos();
    private static final long CLOSE_WAIT_SECONDS = 30;

    private final RocksOptions options;
    private final InstantSource clock;
    private final Versions versions;
    private final ExecutorService readers;
    private final ExecutorService callbacks;
    private final Semaphore readsAllowed = new Semaphore(READS_WAITING_MAX);
    private final Committer committer;
    private volatile Incarnation current;

    private Engine(RocksOptions options, InstantSource clock, Incarnation opened) {
        this.options = options;
        this.clock = clock;
        this.current = opened;
        this.versions = new Versions(clock, opened.ceiling());
        this.readers = pool("slipway-rocksdb-reader", options.readers());
        this.callbacks = pool("slipway-rocksdb-callback", CALLBACK_THREADS);
        this.committer = new Committer(new Reopening(), options.sync(), options.queueMax(), callbacks);
    }

    /**
     * Opens the store at the options' path, creating it if there is none.
     *
     * @param clock wall-clock time, for versions and expiry
     * @throws StoreException rejected if the path is no folder, is open elsewhere, or holds something else; corrupt if it is damaged
     */
    static Engine open(RocksOptions options, InstantSource clock) {
        return new Engine(options, clock, Incarnation.open(options));
    }

    /** Daemon threads that grow in number while callbacks wait for other answers, so that waiting in one cannot starve the rest. */
    private static ExecutorService pool(String name, int threads) {
        ForkJoinPool.ForkJoinWorkerThreadFactory factory = pool -> {
            ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
            thread.setName(name + "-" + thread.getPoolIndex());
            return thread;
        };
        return new ForkJoinPool(threads, factory, null, true);
    }

    Incarnation current() {
        return current;
    }

    Instant now() {
        return clock.instant();
    }

    /** Runs {@code step} on the committer. */
    <R extends @Nullable Object> CompletableFuture<R> commit(Step.Turn turn, long bytes, Step<R> step) {
        return committer.submit(turn, bytes, step);
    }

    /** Runs {@code read} of {@code rows} rows: in this thread if they are few. */
    <R> CompletableFuture<R> read(int rows, Function<Incarnation, R> read) {
        return rows <= ROWS_READ_HERE_MAX ? readHere(read) : readThere(read);
    }

    private <R> CompletableFuture<R> readHere(Function<Incarnation, R> read) {
        try {
            return CompletableFuture.completedFuture(read.apply(current));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Runs {@code read} on a reader. */
    <R> CompletableFuture<R> readThere(Function<Incarnation, R> read) {
        if (!readsAllowed.tryAcquire()) {
            return CompletableFuture.failedFuture(new StoreException(
                    StoreException.Kind.OVERLOADED,
                    KvErrorCode.OVERLOADED_IN_FLIGHT,
                    READS_WAITING_MAX + " reads wait for the embedded store; back off"));
        }
        try {
            return CompletableFuture.supplyAsync(() -> read.apply(current), readers)
                    .whenComplete((answer, failure) -> readsAllowed.release());
        } catch (RuntimeException e) {
            readsAllowed.release();
            return CompletableFuture.failedFuture(Failures.away("the embedded store is closed"));
        }
    }

    /** Finishes what was begun, then closes the database. Idempotent. */
    @Override
    public void close() {
        committer.stop();
        end(readers);
        end(callbacks);
        current.database().close();
    }

    private static void end(ExecutorService pool) {
        pool.shutdown();
        if (Thread.currentThread() instanceof ForkJoinWorkerThread worker && worker.getPool() == pool) {
            return; // The store is being closed by one of its own answers, which cannot wait for itself.
        }
        try {
            if (!pool.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("closing the embedded store without waiting any longer for what callers do with its answers");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the committer writes: the current incarnation, or a new one after a failure. */
    private final class Reopening implements Committer.Target {

        private @Nullable StoreException broken;
        private long triedAt;

        @Override
        public Group begin() {
            if (broken != null) {
                reopen(broken);
                broken = null;
            }
            return new Group(current, versions);
        }

        @Override
        public void failed(StoreException cause) {
            LOG.error("a write to the embedded store failed; it will be opened again", cause);
            broken = cause;
            triedAt = System.nanoTime() - REOPEN_EVERY_NANOS;
        }

        private void reopen(StoreException cause) {
            long now = System.nanoTime();
            if (now - triedAt < REOPEN_EVERY_NANOS) {
                throw refusal(cause);
            }
            triedAt = now;
            if (!Room.toReopen(options.path())) {
                throw refusal(cause);
            }
            current.database().close();
            try {
                current = Incarnation.open(options);
            } catch (StoreException e) {
                LOG.warn("the embedded store cannot be opened again yet", e);
                throw refusal(e);
            }
            versions.reopened(current.ceiling());
            LOG.info("the embedded store was opened again after a failed write");
        }

        private StoreException refusal(StoreException cause) {
            return new StoreException(
                    StoreException.Kind.UNAVAILABLE,
                    cause.code() == KvErrorCode.DISK_FULL ? KvErrorCode.DISK_FULL : KvErrorCode.SOURCE_UNAVAILABLE,
                    "the embedded store takes no writes since one failed: " + cause.getMessage(),
                    cause);
        }
    }
}
