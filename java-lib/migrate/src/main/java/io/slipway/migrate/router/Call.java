package io.slipway.migrate.router;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.spi.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One call of a service, from its start to its one answer, and the stage that the service gets: attempts under the tables' current routes,
 * until one is not refused as stale, the deadline passes or the store is closed.
 *
 * <p>Each attempt counts itself in the routes that it uses and leaves them when it ends or the caller is answered. What may still be under
 * way then is harmless: the source checks the epoch of a late request, and the target orders a late write by its version.
 */
abstract class Call<T> extends CompletableFuture<T> {

    private static final long BACKOFF_FIRST_MILLIS = 10;
    private static final int BACKOFF_DOUBLINGS_MAX = 4;
    private static final long REMAINING_NANOS_MIN = 1_000_000;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Call> ANSWERED =
            AtomicIntegerFieldUpdater.newUpdater(Call.class, "answered");

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<Call, Entered> ENTERED =
            AtomicReferenceFieldUpdater.newUpdater(Call.class, Entered.class, "entered");

    private final long number;
    private final Calls calls;
    private final List<RoutedName> names;
    private final boolean write;
    private final Duration deadline;
    private final long deadlineAt;

    /** What the attempt under way has entered; null between attempts. */
    @SuppressWarnings("UnusedVariable") // by ENTERED
    private volatile @Nullable Entered entered;

    /** Whether the caller has his answer: the stage itself does not tell, as a caller may complete it. */
    private volatile int answered;

    /** Attempts before the one under way. */
    private int tries;

    private volatile KvErrorCode lateCode;
    private volatile @Nullable Throwable lateCause;
    private volatile Environment.@Nullable Cancellable timer;

    /** @param names the tables that are used, at least one, each once */
    Call(Calls calls, List<RoutedName> names, boolean write, Duration deadline) {
        this.number = calls.nextNumber();
        this.calls = calls;
        this.names = names;
        this.write = write;
        this.deadline = deadline;
        this.lateCode = lateCodeAtFirst();
        this.deadlineAt = calls.environment().nanoTime() + deadline.toNanos();
    }

    /** What to call it in messages. */
    abstract String operation();

    /**
     * Begins one attempt under the given routes. {@link #succeeded} or {@link #failed} must follow once; if this throws, it has
     * failed. A {@link StoreException} of kind STALE_EPOCH or SEALED makes it begin again.
     */
    abstract void attempt(Entered routes);

    /** The table that the call is counted for. */
    String table() {
        return names.get(0).name();
    }

    long number() {
        return number;
    }

    boolean isAnswered() {
        return answered != 0;
    }

    /** When it began, as the environment's monotonic clock tells it. */
    long startedAt() {
        return deadlineAt - deadline.toNanos();
    }

    /** What is left until the deadline, at least one millisecond, and correct to a millisecond. */
    Duration remaining() {
        long left = deadlineAt - calls.environment().nanoTime();
        return deadline.toNanos() - left < REMAINING_NANOS_MIN
                ? deadline
                : Duration.ofNanos(Math.max(left, REMAINING_NANOS_MIN));
    }

    /** What the caller is told if the deadline passes from now on. */
    void lateWith(KvErrorCode code, @Nullable Throwable cause) {
        lateCause = cause;
        lateCode = code;
    }

    /** Begins; called once, by {@link Calls}, which has admitted it. */
    void start() {
        if (deadline.compareTo(Calls.SWEPT_DEADLINE_MIN) < 0) {
            timer = calls.environment().schedule(deadline, this::late);
        }
        attempt();
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

    private void attempt() {
        if (isAnswered()) {
            return;
        }
        lateWith(lateCodeAtFirst(), null);
        Entered routes = Entered.into(names);
        entered = routes;
        if (isAnswered()) {
            leave();
        }
        try {
            attempt(routes);
        } catch (RuntimeException e) {
            failed(routes, e);
        }
    }

    /** The attempt under {@code routes} ends as {@code stage} does. */
    void endsAs(Entered routes, CompletionStage<T> stage) {
        stage.whenComplete((value, thrown) -> {
            if (thrown == null) {
                succeeded(value);
            } else {
                failed(routes, thrown);
            }
        });
    }

    /** The attempt under way has ended well, and the call with it. */
    void succeeded(T value) {
        leave();
        if (end(null)) {
            complete(value);
        }
    }

    /** The attempt under {@code routes} has failed. */
    void failed(Entered routes, Throwable thrown) {
        leave();
        if (CallFailures.moved(thrown)) {
            follow(routes, thrown);
        } else {
            fail(CallFailures.toCaller(operation(), write, thrown));
        }
    }

    /** A refused attempt had no effect: looks where the table is now, and tries again there, or a little later if nothing is new. */
    private void follow(Entered routes, Throwable refusal) {
        lateWith(KvErrorCode.STALE_EPOCH, refusal);
        calls.follower().refresh().whenComplete((done, thrown) -> {
            int before = tries++;
            if (routes.moved() && before == 0) {
                calls.retried(this);
                attempt();
            } else {
                later(before, this::attempt);
            }
        });
    }

    private void leave() {
        Entered routes = ENTERED.getAndSet(this, null);
        if (routes != null) {
            routes.leave();
        }
    }

    private void late() {
        Throwable cause = lateCause;
        String why = cause == null ? "" : "; " + Failures.cause(cause).getMessage();
        fail(KvException.of(lateCode, operation() + ": no answer within " + deadline.toMillis() + " ms" + why, cause));
    }

    private void fail(KvException failure) {
        if (end(failure)) {
            completeExceptionally(failure);
        }
    }

    /** Lets go of everything before the caller hears of it; false if the call was answered already. */
    private boolean end(@Nullable KvException failure) {
        if (!ANSWERED.compareAndSet(this, 0, 1)) {
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
