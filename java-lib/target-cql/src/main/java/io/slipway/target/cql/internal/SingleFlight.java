package io.slipway.target.cql.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets gets of one key share requests: while one is under way, those that come meanwhile share the next one.
 *
 * <p>That next one is sent only after all who share it have asked, so nobody gets a value from before a write that was acknowledged to
 * him. It is sent when the first returns, or when somebody asks again and the first has become slow. With {@code eager}, later gets share
 * the request that is under way; {@link #written} then keeps this process's own writes and its later reads in order. Thread-safe.
 *
 * <p>A request under way has the slot of its key's hash. Where two keys meet in one, the later request is shared by nobody: sharing saves
 * requests, and nothing else hangs on it.
 */
final class SingleFlight<T> {

    /** Sends one request; {@code answer} hears of its result once. */
    interface Sender<T> {
        void send(ByteString key, Deadline deadline, BiConsumer<T, Throwable> answer);
    }

    /** After so long the request under way counts as slow, and nobody waits for it any more. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A power of two, several times the requests that one table usually has under way. */
    private static final int SLOTS = 1 << 11;

    private final Sender<T> sender;
    private final boolean eager;
    private final Time time;
    private final AtomicReferenceArray<@Nullable Flight> slots = new AtomicReferenceArray<>(SLOTS);

    SingleFlight(Sender<T> sender, boolean eager, Time time) {
        this.sender = sender;
        this.eager = eager;
        this.time = time;
    }

    CompletionStage<T> get(ByteString key, Deadline deadline) {
        int slot = slot(key);
        while (true) {
            Flight flying = slots.get(slot);
            if (flying == null) {
                Flight mine = new Flight(key, deadline);
                if (slots.compareAndSet(slot, null, mine)) {
                    mine.depart();
                    return mine;
                }
            } else if (!flying.key.equals(key)) {
                Flight mine = new Flight(key, deadline);
                mine.depart();
                return mine;
            } else {
                CompletionStage<T> shared = eager ? flying.inTime(deadline) : flying.next(deadline);
                if (shared != null) {
                    return shared;
                }
            }
        }
    }

    /** Called when this process's write of the key is about to be answered: nobody joins what was sent before. */
    void written(ByteString key) {
        if (eager) {
            Flight flying = slots.get(slot(key));
            if (flying != null && flying.key.equals(key)) {
                slots.compareAndSet(slot(key), flying, null);
            }
        }
    }

    private static int slot(ByteString key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }

    /** A request under way for one key, what those who share it wait for, and the one that follows it. */
    private final class Flight extends CompletableFuture<T> implements BiConsumer<T, Throwable> {

        private final ByteString key;
        private Deadline deadline;
        private long sentNanos;

        /** Guarded by this. */
        private @Nullable Flight next;

        /** Whether the slot belongs to another by now. Guarded by this. */
        private boolean gone;

        Flight(ByteString key, Deadline deadline) {
            this.key = key;
            this.deadline = deadline;
            this.sentNanos = time.nanoTime();
        }

        void depart() {
            sender.send(key, deadline, this);
        }

        @Override
        public void accept(@Nullable T value, @Nullable Throwable failure) {
            land();
            if (failure == null) {
                complete(value);
            } else {
                completeExceptionally(Failures.unwrap(failure));
            }
        }

        private void land() {
            Flight following;
            synchronized (this) {
                following = next;
                if (!gone) {
                    giveWay(following);
                }
            }
            if (following != null) {
                following.depart();
            }
        }

        /** Leaves the slot to the request that follows this one, which is sent right afterwards; null: to whoever comes. */
        private void giveWay(@Nullable Flight following) {
            next = null;
            gone = true;
            if (following != null) {
                following.sentNanos = time.nanoTime();
            }
            slots.compareAndSet(slot(key), this, following);
        }

        /** The answer of the request behind this one; null if there is none as this one has ended. */
        private @Nullable CompletionStage<T> next(Deadline joining) {
            Flight shared;
            boolean first;
            boolean slow;
            synchronized (this) {
                if (gone) {
                    return null;
                }
                first = next == null;
                shared = next == null ? new Flight(key, joining) : next;
                shared.deadline = shared.deadline.orLater(joining);
                next = shared;
                slow = time.nanoTime() - sentNanos > SLOW_NANOS;
                if (slow) {
                    giveWay(shared);
                }
            }
            if (slow) {
                shared.depart();
            }
            return slow && first ? shared : shared.timed(joining);
        }

        /** The answer, no later than {@code joining}. */
        private CompletionStage<T> inTime(Deadline joining) {
            return joining.isBefore(deadline) ? timed(joining) : this;
        }

        private CompletionStage<T> timed(Deadline joining) {
            return copy().orTimeout(joining.remaining().toNanos(), TimeUnit.NANOSECONDS)
                    .exceptionallyCompose(failure -> {
                        Throwable cause = Failures.unwrap(failure);
                        return CompletableFuture.failedStage(
                                cause instanceof TimeoutException
                                        ? new StoreException(
                                                StoreException.Kind.UNAVAILABLE,
                                                KvErrorCode.DEADLINE,
                                                "read: no answer before the deadline",
                                                cause)
                                        : cause);
                    });
        }
    }
}
