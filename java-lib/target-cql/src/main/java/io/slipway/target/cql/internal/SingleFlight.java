package io.slipway.target.cql.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets gets of one key share requests: while one is under way, those that come meanwhile share the next one.
 *
 * <p>That next one is sent only after all who share it have asked, so nobody gets a value from before a write that was acknowledged to
 * him. It is sent when the first returns, or when somebody asks again and the first has become slow. With {@code eager}, later gets share
 * the request that is under way; {@link #written} then keeps this process's own writes and its later reads in order. Thread-safe.
 */
final class SingleFlight<T> {

    /** After so long the request under way counts as slow, and nobody waits for it any more. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final BiFunction<ByteString, Deadline, CompletionStage<T>> send;
    private final boolean eager;
    private final Time time;
    private final ConcurrentHashMap<ByteString, Flight> flights = new ConcurrentHashMap<>();

    SingleFlight(BiFunction<ByteString, Deadline, CompletionStage<T>> send, boolean eager, Time time) {
        this.send = send;
        this.eager = eager;
        this.time = time;
    }

    /** A request under way for one key, and the one that follows it. Guarded by the map's lock on its key. */
    private final class Flight {

        final CompletableFuture<T> answer;
        final long sentNanos = time.nanoTime();

        @Nullable
        CompletableFuture<T> next;

        @Nullable
        Deadline nextDeadline;

        Flight(CompletableFuture<T> answer) {
            this.answer = answer;
        }

        CompletableFuture<T> join(Deadline deadline) {
            if (next == null || nextDeadline == null) {
                next = new CompletableFuture<>();
                nextDeadline = deadline;
            } else {
                nextDeadline = nextDeadline.orLater(deadline);
            }
            return next;
        }
    }

    /** What a call found: an answer to wait for, and the flight it has to send, if any. */
    private final class Boarding {

        @Nullable
        CompletableFuture<T> answer;

        @Nullable
        Flight toSend;

        @Nullable
        Deadline deadline;
    }

    CompletionStage<T> get(ByteString key, Deadline deadline) {
        Boarding boarding = new Boarding();
        flights.compute(key, (same, flight) -> board(flight, deadline, boarding));
        if (boarding.toSend != null && boarding.deadline != null) {
            launch(key, boarding.toSend, boarding.deadline);
            if (boarding.deadline == deadline) {
                return boarding.toSend.answer;
            }
        }
        return inTime(boarding.answer, deadline);
    }

    private Flight board(@Nullable Flight flight, Deadline deadline, Boarding boarding) {
        if (flight == null) {
            return take(boarding, new CompletableFuture<>(), deadline);
        }
        if (eager) {
            boarding.answer = flight.answer;
            return flight;
        }
        CompletableFuture<T> shared = flight.join(deadline);
        if (time.nanoTime() - flight.sentNanos > SLOW_NANOS && flight.nextDeadline != null) {
            return take(boarding, shared, flight.nextDeadline);
        }
        boarding.answer = shared;
        return flight;
    }

    private Flight take(Boarding boarding, CompletableFuture<T> answer, Deadline deadline) {
        Flight flight = new Flight(answer);
        boarding.answer = answer;
        boarding.toSend = flight;
        boarding.deadline = deadline;
        return flight;
    }

    private void launch(ByteString key, Flight flight, Deadline deadline) {
        send.apply(key, deadline).whenComplete((value, failure) -> {
            land(key, flight);
            if (failure == null) {
                flight.answer.complete(value);
            } else {
                flight.answer.completeExceptionally(Failures.unwrap(failure));
            }
        });
    }

    /** Ends a flight and sends the one that follows. A flight that was replaced or detached has nothing to follow it. */
    private void land(ByteString key, Flight landed) {
        Boarding boarding = new Boarding();
        flights.computeIfPresent(key, (same, flight) -> {
            if (flight != landed) {
                return flight;
            }
            return landed.next == null || landed.nextDeadline == null
                    ? null
                    : take(boarding, landed.next, landed.nextDeadline);
        });
        if (boarding.toSend != null && boarding.deadline != null) {
            launch(key, boarding.toSend, boarding.deadline);
        }
    }

    /** Called when this process's write of the key is about to be answered: nobody joins what was sent before. */
    void written(ByteString key) {
        if (eager) {
            flights.remove(key);
        }
    }

    /** Whoever shares a request has its own deadline still. */
    private static <T> CompletionStage<T> inTime(@Nullable CompletableFuture<T> answer, Deadline deadline) {
        long nanos = deadline.remaining().toNanos();
        return answer.copy().orTimeout(nanos, TimeUnit.NANOSECONDS).exceptionallyCompose(failure -> {
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
