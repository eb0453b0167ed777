package io.slipway.bridge.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Java half of a queue: starts what is in the submission ring, and completes each of it exactly once.
 *
 * <p>{@link #drain} is run by one thread at a time; everything else is thread-safe. The rings' memory is given back by whoever does the last
 * thing with it, after {@link #close}: the closer, or the thread that completes the last request.
 */
final class Queue {

    private static final Logger LOG = LoggerFactory.getLogger(Queue.class);

    /** {@code SLIPWAY_ABSENT}. */
    private static final int ABSENT = 1;

    private final Client client;
    private final Rings rings;
    private final long address;
    private final Requests requests;

    /** What is in flight, each at its own index, so that it can be cancelled. */
    private final AtomicReferenceArray<@Nullable Operation> operations;

    private final FreeIndexes free;

    /** Operations that may touch the rings, and one for as long as the queue is open. */
    private final AtomicInteger users = new AtomicInteger(1);

    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private volatile @Nullable Thread drainer;

    Queue(Client client, Rings rings, long address) {
        this.client = client;
        this.rings = rings;
        this.address = address;
        this.requests = new Requests(client);
        this.operations = new AtomicReferenceArray<>(rings.entries());
        this.free = new FreeIndexes(rings.entries());
    }

    /** For callers that must not enter the JVM: a thread of its own fetches what they submit. */
    void startDrainer() {
        Thread thread = new Thread(this::drainWhenRung, "slipway-drain");
        thread.setDaemon(true);
        drainer = thread;
        thread.start();
    }

    private void drainWhenRung() {
        boolean closing = false;
        while (!closing) {
            closing = Native.await(address);
            drain();
        }
    }

    /** Starts everything that is in the submission ring. */
    void drain() {
        for (int slot = rings.nextSubmission(); slot >= 0; slot = rings.nextSubmission()) {
            users.incrementAndGet();
            start(slot);
        }
    }

    private void start(int slot) {
        Operation operation = new Operation(this, rings.token(slot), free.take());
        operations.set(operation.index(), operation);
        CompletionStage<?> answer;
        try {
            answer = requests.start(rings, slot, operation);
        } catch (Throwable t) {
            answer = CompletableFuture.failedFuture(t);
        }
        rings.freeBlock(slot);
        rings.submissionRead();
        answer.whenComplete(operation);
    }

    /**
     * Called once an operation.
     *
     * @param payload null if there is a failure, or if what was asked for is absent
     */
    void complete(Operation operation, @Nullable ByteString payload, @Nullable Failure failure) {
        operations.compareAndSet(operation.index(), operation, null);
        free.give(operation.index());
        try {
            if (add(operation.token(), payload, failure)) {
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
            // Memory was short for the payload. This one needs none, so the caller is answered in any case.
            LOG.error("a completion cannot be written", t);
            return rings.complete(token, KvErrorCode.INTERNAL_ERROR.number(), 0, ByteString.EMPTY);
        }
    }

    /** Completes one request of that token, whatever its store does. */
    boolean cancel(long token) {
        for (int i = 0; i < operations.length(); i++) {
            Operation operation = operations.get(i);
            if (operation != null
                    && operation.token() == token
                    && operation.giveUp(KvErrorCode.CANCELLED, "cancelled by the caller")) {
                return true;
            }
        }
        return false;
    }

    /** Completes everything in flight, whatever its store does. */
    void abandon() {
        for (int i = 0; i < operations.length(); i++) {
            Operation operation = operations.get(i);
            if (operation != null) {
                operation.giveUp(KvErrorCode.CLOSED, "the store was closed before it answered");
            }
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
        client.forget(this);
        try {
            Thread thread = drainer;
            if (thread == null) {
                drain();
            } else {
                thread.join();
            }
            leave();
            if (timeoutMillis < 0) {
                released.get();
            } else {
                released.get(timeoutMillis, TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (TimeoutException e) {
            LOG.warn("a queue was closed with {} requests in flight", users.get());
            return false;
        } catch (Exception e) {
            LOG.error("a queue cannot be closed", e);
            return false;
        }
    }

    private void leave() {
        if (users.decrementAndGet() == 0) {
            Native.release(address);
            released.complete(null);
        }
    }
}
