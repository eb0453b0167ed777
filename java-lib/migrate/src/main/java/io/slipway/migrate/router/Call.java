package io.slipway.migrate.router;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.spi.StoreException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of a service, from its start to its one answer: attempts under the tables' current routes, until one is not refused as stale,
 * the deadline passes or the store is closed.
 *
 * <p>Each attempt counts itself in the routes that it uses and leaves them when it ends or the caller is answered. What may still be under
 * way then is harmless: the source checks the epoch of a late request, and the target orders a late write by its version.
 */
final class Call<T> {

    /** One try under the given routes. It may fail with a {@link StoreException}; kinds STALE_EPOCH and SEALED are repeated. */
    interface Attempt<T> {
        CompletionStage<T> run(Call<T> call, Map<RoutedName, Route> routes);
    }

    private static final long BACKOFF_FIRST_MILLIS = 10;
    private static final int BACKOFF_DOUBLINGS_MAX = 4;

    private final long number;
    private final Calls calls;
    private final List<RoutedName> names;
    private final boolean write;
    private final Supplier<String> operation;
    private final Duration deadline;
    private final long deadlineAt;
    private final Attempt<T> attempt;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final AtomicReference<@Nullable Map<RoutedName, Route>> entered = new AtomicReference<>();
    private final AtomicBoolean answered = new AtomicBoolean();

    private volatile KvErrorCode lateCode;
    private volatile @Nullable Throwable lateCause;
    private volatile Environment.@Nullable Cancellable timer;

    /**
     * @param names the tables that are used, at least one, each once
     * @param operation what to call it in messages
     */
    Call(
            Calls calls,
            List<RoutedName> names,
            boolean write,
            Supplier<String> operation,
            Duration deadline,
            Attempt<T> attempt) {
        this.number = calls.nextNumber();
        this.calls = calls;
        this.names = names;
        this.write = write;
        this.operation = operation;
        this.deadline = deadline;
        this.attempt = attempt;
        this.lateCode = lateCodeAtFirst();
        this.deadlineAt = calls.environment().nanoTime() + deadline.toNanos();
    }

    /** The table that the call is counted for. */
    String table() {
        return names.get(0).name();
    }

    long number() {
        return number;
    }

    String operation() {
        return operation.get();
    }

    boolean isAnswered() {
        return answered.get();
    }

    /** When it began, as the environment's monotonic clock tells it. */
    long startedAt() {
        return deadlineAt - deadline.toNanos();
    }

    /** What is left until the deadline, at least one millisecond. */
    Duration remaining() {
        long left = deadlineAt - calls.environment().nanoTime();
        return Duration.ofNanos(Math.max(left, 1_000_000L));
    }

    /** What the caller is told if the deadline passes from now on. */
    void lateWith(KvErrorCode code, @Nullable Throwable cause) {
        lateCause = cause;
        lateCode = code;
    }

    /** Begins; called once, by {@link Calls}, which has admitted it. */
    CompletionStage<T> start() {
        if (deadline.compareTo(Calls.SWEPT_DEADLINE_MIN) < 0) {
            timer = calls.environment().schedule(deadline, this::late);
        }
        attempt(0);
        return answer;
    }

    /** Fails the call if its deadline has passed at {@code nanoTime}. */
    void endIfLate(long nanoTime) {
        if (nanoTime - deadlineAt >= 0) {
            late();
        }
    }

    void abort() {
        fail(KvException.of(
                write ? KvErrorCode.WRITE_INTERRUPTED : KvErrorCode.CLOSED,
                operation() + ": the store was closed before the answer came"
                        + (write ? "; it may have been applied" : "")));
    }

    /** Runs {@code next} after a pause that grows with {@code tries}, unless the caller is answered before. */
    void later(int tries, Runnable next) {
        Environment environment = calls.environment();
        long ceiling = BACKOFF_FIRST_MILLIS << Math.min(tries, BACKOFF_DOUBLINGS_MAX);
        long pause = ceiling / 2 + environment.random().nextLong(ceiling / 2 + 1);
        calls.retried(this);
        environment.schedule(Duration.ofMillis(pause), () -> {
            if (!isAnswered()) {
                next.run();
            }
        });
    }

    private void attempt(int tries) {
        if (isAnswered()) {
            return;
        }
        lateWith(lateCodeAtFirst(), null);
        Map<RoutedName, Route> routes = enter();
        Failures.caught(() -> attempt.run(this, routes)).whenComplete((value, thrown) -> {
            if (thrown == null) {
                leave();
                succeed(value);
            } else if (CallFailures.moved(thrown)) {
                leave();
                follow(tries, routes, thrown);
            } else {
                leave();
                fail(CallFailures.toCaller(operation(), write, thrown));
            }
        });
    }

    /** A refused attempt had no effect: looks where the table is now, and tries again there, or a little later if nothing is new. */
    private void follow(int tries, Map<RoutedName, Route> routes, Throwable refusal) {
        lateWith(KvErrorCode.STALE_EPOCH, refusal);
        calls.follower().refresh().whenComplete((done, thrown) -> {
            boolean elsewhere = routes.entrySet().stream()
                    .anyMatch(entry ->
                            entry.getKey().current().epoch() != entry.getValue().epoch());
            if (elsewhere && tries == 0) {
                calls.retried(this);
                attempt(1);
            } else {
                later(tries, () -> attempt(tries + 1));
            }
        });
    }

    private Map<RoutedName, Route> enter() {
        Map<RoutedName, Route> routes =
                names.size() == 1 ? Map.of(names.get(0), names.get(0).enter()) : enterAll();
        entered.set(routes);
        if (isAnswered()) {
            leave();
        }
        return routes;
    }

    private Map<RoutedName, Route> enterAll() {
        Map<RoutedName, Route> routes = new LinkedHashMap<>();
        for (RoutedName name : names) {
            routes.put(name, name.enter());
        }
        return routes;
    }

    private void leave() {
        Map<RoutedName, Route> routes = entered.getAndSet(null);
        if (routes != null) {
            routes.values().forEach(route -> route.calls().leave());
        }
    }

    private void late() {
        Throwable cause = lateCause;
        String why = cause == null ? "" : "; " + Failures.cause(cause).getMessage();
        fail(KvException.of(lateCode, operation() + ": no answer within " + deadline.toMillis() + " ms" + why, cause));
    }

    private void succeed(T value) {
        if (end(null)) {
            answer.complete(value);
        }
    }

    private void fail(KvException failure) {
        if (end(failure)) {
            answer.completeExceptionally(failure);
        }
    }

    /** Lets go of everything before the caller hears of it; false if the call was answered already. */
    private boolean end(@Nullable KvException failure) {
        if (!answered.compareAndSet(false, true)) {
            return false;
        }
        leave();
        Environment.Cancellable armed = timer;
        if (armed != null) {
            armed.cancel();
        }
        calls.answered(this, failure);
        return true;
    }

    private KvErrorCode lateCodeAtFirst() {
        return write ? KvErrorCode.WRITE_TIMEOUT : KvErrorCode.DEADLINE;
    }
}
