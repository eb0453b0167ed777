package io.slipway.source.rocksdb.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes the store: it takes what has queued up meanwhile, writes that as one group, and answers.
 *
 * <p>The longer a write takes (fsync), the larger the next group: load costs no more disk waits. Callers' code never runs here.
 */
final class Committer {

    private static final int GROUP_STEPS_MAX = 512;
    private static final long GROUP_BYTES_MAX = 8 << 20;
    private static final int ANSWERS_PER_TASK = 32;

    /** Where groups are written; after a failure it may be another one, or none for now. */
    interface Target {

        /** @throws StoreException if the store cannot be written to now */
        Group begin();

        void failed(StoreException cause);
    }

    private record Ticket<R extends @Nullable Object>(
            Step<R> step, Step.Turn turn, long bytes, CompletableFuture<R> answer) {

        static final Ticket<?> STOP = new Ticket<>(group -> null, Step.Turn.END, 0, new CompletableFuture<>());
    }

    private final Target target;
    private final boolean sync;
    private final Executor callbacks;
    private final BlockingQueue<Ticket<?>> queue;
    private final Thread thread;
    private @Nullable Ticket<?> carried;
    private volatile boolean stopped;

    Committer(Target target, boolean sync, int queueMax, Executor callbacks) {
        this.target = target;
        this.sync = sync;
        this.callbacks = callbacks;
        this.queue = new ArrayBlockingQueue<>(queueMax);
        this.thread = new Thread(this::run, "slipway-rocksdb-committer");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Runs {@code step} in the next group; the answer completes on the executor of callbacks.
     *
     * @param bytes about what the step adds to the group
     */
    <R extends @Nullable Object> CompletableFuture<R> submit(Step.Turn turn, long bytes, Step<R> step) {
        Ticket<R> ticket = new Ticket<>(step, turn, bytes, new CompletableFuture<>());
        if (stopped || !queue.offer(ticket)) {
            ticket.answer().completeExceptionally(stopped ? closed() : overloaded());
        } else if (stopped && queue.remove(ticket)) {
            ticket.answer().completeExceptionally(closed());
        }
        return ticket.answer();
    }

    /** Finishes what is queued, refuses everything later, and waits for the thread's end. */
    void stop() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                if (!stopped) {
                    queue.put(Ticket.STOP);
                }
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Ticket<?>> tickets = new ArrayList<>();
        while (next(tickets)) {
            commit(tickets);
        }
        stopped = true;
        List<Ticket<?>> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(ticket -> answer(() -> ticket.answer().completeExceptionally(closed())));
    }

    /** Waits for work; false at the end. */
    private boolean next(List<Ticket<?>> tickets) {
        tickets.clear();
        long bytes = 0;
        Ticket<?> ticket = carried != null ? carried : take();
        carried = null;
        while (ticket != null) {
            if (ticket.turn() == Step.Turn.END || ticket.turn() == Step.Turn.ALONE) {
                if (!tickets.isEmpty()) {
                    carried = ticket;
                    return true;
                }
                tickets.add(ticket);
                return ticket.turn() != Step.Turn.END;
            }
            tickets.add(ticket);
            bytes += ticket.bytes();
            ticket = tickets.size() < GROUP_STEPS_MAX && bytes < GROUP_BYTES_MAX ? queue.poll() : null;
        }
        return true;
    }

    private Ticket<?> take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                // Nobody but this class knows the thread; it ends by its last ticket.
            }
        }
    }

    private void commit(List<Ticket<?>> tickets) {
        List<Outcome<?>> outcomes = new ArrayList<>(tickets.size());
        Throwable failure = null;
        try (Group group = target.begin()) {
            for (Ticket<?> ticket : tickets) {
                if (ticket.turn() == Step.Turn.FIRST) {
                    outcomes.add(Outcome.of(ticket, group));
                }
            }
            for (Ticket<?> ticket : tickets) {
                if (ticket.turn() != Step.Turn.FIRST) {
                    outcomes.add(Outcome.of(ticket, group));
                }
            }
            try {
                group.write(sync);
            } catch (StoreException e) {
                target.failed(e);
                throw e;
            }
        } catch (Throwable e) {
            failure = e;
        }
        if (failure == null) {
            answer(outcomes, Outcome::deliver);
        } else {
            Throwable cause = failure;
            outcomes.forEach(Outcome::abandon);
            answer(tickets, ticket -> ticket.answer().completeExceptionally(cause));
        }
    }

    private <T> void answer(List<T> all, Consumer<T> delivery) {
        for (int from = 0; from < all.size(); from += ANSWERS_PER_TASK) {
            List<T> some = List.copyOf(all.subList(from, Math.min(all.size(), from + ANSWERS_PER_TASK)));
            answer(() -> some.forEach(delivery));
        }
    }

    private void answer(Runnable delivery) {
        callbacks.execute(delivery);
    }

    /** What a step came to before its group was written. */
    private record Outcome<R extends @Nullable Object>(
            Ticket<R> ticket, @Nullable R answer, @Nullable RuntimeException refusal) {

        static <R extends @Nullable Object> Outcome<R> of(Ticket<R> ticket, Group group) {
            try {
                return new Outcome<>(ticket, group.run(ticket.step()), null);
            } catch (RuntimeException e) {
                return new Outcome<>(ticket, null, e);
            }
        }

        void deliver() {
            if (refusal != null) {
                ticket.answer().completeExceptionally(refusal);
            } else {
                ticket.answer().complete(answer);
            }
        }

        void abandon() {
            if (answer instanceof Pinned pinned) {
                pinned.close();
            }
        }
    }

    private static StoreException closed() {
        return new StoreException(
                StoreException.Kind.UNAVAILABLE, KvErrorCode.CLOSED, "the embedded store is closed; open another one");
    }

    private static StoreException overloaded() {
        return new StoreException(
                StoreException.Kind.OVERLOADED,
                KvErrorCode.OVERLOADED_IN_FLIGHT,
                "more operations wait for the embedded store than source.rocksdb.queue allows; back off");
    }
}
