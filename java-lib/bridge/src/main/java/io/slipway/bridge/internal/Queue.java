package io.slipway.bridge.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The Java half of a queue: starts what is in the submission ring, and completes each of it exactly once.
 *
 * <p>Thread-safe. The rings' memory is given back by whoever does the last thing with it, after {@link #close}: the closer, the thread that
 * completes the last request, or the drain thread.
 */
final class Queue {

    /** {@code SLIPWAY_ABSENT}. */
    private static final int ABSENT = 1;

    private final Client client;
    private final Rings rings;
    private final long address;
    private final Requests requests;

    /** What is in flight, each at its own index, so that it can be cancelled. */
    private final AtomicReferenceArray<@Nullable Operation> operations;

    private final FreeIndexes free;

    /**
     * Held while submissions are read and started. Cancellers hold it too: an operation that is being started has not been copied out of its slot,
     * which a completion would give back, and does not know yet whether it writes.
     */
    private final ReentrantLock starting = new ReentrantLock();

    /** Operations and threads that may touch the rings, and one for as long as the queue is open. */
    private final AtomicInteger users = new AtomicInteger(1);

    private final CompletableFuture<Void> released = new CompletableFuture<>();

    Queue(Client client, Rings rings, long address) {
        this.client = client;
        this.rings = rings;
        this.address = address;
        this.requests = new Requests(client);
        this.operations = new AtomicReferenceArray<>(rings.entries());
        this.free = new FreeIndexes(rings.entries());
    }

    /** For callers that must not enter the JVM: a thread of its own fetches what they submit, until the queue is closed. */
    void startDrainer() {
        Thread thread = new Thread(this::drainWhenRung, "slipway-drain");
        thread.setDaemon(true);
        users.incrementAndGet();
        thread.start();
    }

    private void drainWhenRung() {
        boolean closing = false;
        while (!closing) {
            closing = Native.await(address);
            drain();
        }
        leave();
    }

    /** Starts everything that is in the submission ring. */
    void drain() {
        starting.lock();
        try {
            for (int slot = rings.nextSubmission(); slot >= 0; slot = rings.nextSubmission()) {
                users.incrementAndGet();
                start(slot);
            }
        } finally {
            starting.unlock();
        }
    }

    private void start(int slot) {
        long token = rings.token(slot);
        Operation operation;
        try {
            operation = new Operation(this, token, free);
        } catch (Throwable t) {
            rings.freeBlock(slot);
            rings.submissionRead();
            finish(token, null, Failure.UNDESCRIBED);
            return;
        }
        CompletionStage<?> answer = null;
        Throwable refused = null;
        try {
            client.checkOpen();
            answer = Objects.requireNonNull(requests.start(rings, slot, operation), "a store answered with null");
        } catch (Throwable t) {
            refused = t;
        }
        rings.freeBlock(slot);
        rings.submissionRead();
        operations.set(operation.index(), operation);
        if (answer == null) {
            operation.accept(null, refused);
            return;
        }
        try {
            answer.whenComplete(operation);
        } catch (Throwable t) {
            operation.accept(null, t);
        }
    }

    /**
     * Called once an operation.
     *
     * @param payload null if there is a failure, or if what was asked for is absent
     */
    void complete(Operation operation, @Nullable ByteString payload, @Nullable Failure failure) {
        operations.set(operation.index(), null);
        free.give(operation.index());
        finish(operation.token(), payload, failure);
    }

    private void finish(long token, @Nullable ByteString payload, @Nullable Failure failure) {
        try {
            if (add(token, payload, failure)) {
                Native.wake(address);
            }
        } finally {
            leave();
        }
    }

    /** Whether the consumer sleeps. */
    private boolean add(long token, @Nullable ByteString payload, @Nullable Failure failure) {
        try {
            if (failure != null) {
                return rings.complete(token, failure.code(), 0, ByteString.copyFrom(failure.messageBytes()));
            }
            return payload == null
                    ? rings.complete(token, 0, ABSENT, ByteString.EMPTY)
                    : rings.complete(token, 0, 0, payload);
        } catch (Throwable t) {
            // Memory is short for the payload. This one needs none, so the caller is answered in any case.
            return rings.complete(token, KvErrorCode.INTERNAL_ERROR.number(), 0, ByteString.EMPTY);
        }
    }

    /** Completes one request of that token, whatever its store does. */
    boolean cancel(long token) {
        starting.lock();
        try {
            // What was submitted before this call is in flight from here on.
            drain();
            for (int i = 0; i < operations.length(); i++) {
                Operation operation = operations.get(i);
                if (operation != null
                        && operation.token() == token
                        && operation.giveUp(KvErrorCode.CANCELLED, "cancelled by the caller")) {
                    return true;
                }
            }
            return false;
        } finally {
            starting.unlock();
        }
    }

    /** Completes everything in flight, whatever its store does. The queue may be closed meanwhile. */
    void abandon() {
        if (!enter()) {
            return;
        }
        starting.lock();
        try {
            drain();
            for (int i = 0; i < operations.length(); i++) {
                Operation operation = operations.get(i);
                if (operation != null) {
                    operation.giveUp(KvErrorCode.CLOSED, "the store was closed before it answered");
                }
            }
        } finally {
            starting.unlock();
            leave();
        }
    }

    /**
     * Waits until nothing is in flight; no caller is inside any more. After the time, what is in flight goes on, and the memory is given back when it
     * has ended.
     *
     * @param timeoutMillis negative: as long as the store's deadlines
     * @return whether the memory has been given back
     */
    boolean close(long timeoutMillis) {
        drain();
        leave();
        // Joins are not interrupted: the caller's memory depends on the answer.
        CompletableFuture<Boolean> done = released.thenApply(nothing -> true);
        return timeoutMillis < 0
                ? done.join()
                : done.completeOnTimeout(false, timeoutMillis, TimeUnit.MILLISECONDS)
                        .join();
    }

    /** Keeps the memory until {@link #leave}; false if it has been given back. */
    private boolean enter() {
        return users.getAndUpdate(now -> now == 0 ? 0 : now + 1) > 0;
    }

    private void leave() {
        if (users.decrementAndGet() == 0) {
            client.forget(this);
            Native.release(address);
            released.complete(null);
        }
    }
}
