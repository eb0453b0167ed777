package io.slipway.testkit.sim;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.StoreException;
import io.slipway.testkit.memory.Link;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The network between one process and one server: every request and every answer takes its own time and may meet its own trouble.
 *
 * <p>A failed call says the truth as a real client would know it: refused means not applied; silence means unknown for a write, and
 * unavailable for a read. What a process has sent arrives even if the process dies meanwhile.
 */
final class SimLink implements Link {

    private static final long USUAL_NANOS = 3_000_000;
    private static final long SLOW_NANOS = 400_000_000;
    private static final long LATE_NANOS = 3_000_000_000L;

    private final SimWorld world;
    private final SimProcess process;
    private final SimServer server;
    private final SplittableRandom random;
    private long lastSent;
    private long lastArrived;

    SimLink(SimWorld world, SimProcess process, SimServer server, SplittableRandom random) {
        this.world = world;
        this.process = process;
        this.server = server;
        this.random = random;
    }

    @Override
    public <T> CompletionStage<T> call(Kind kind, Duration timeout, Supplier<T> step) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        FaultPlan faults = world.faults();
        long deadline = world.scheduler().nowNanos() + timeout.toNanos();
        if (random.nextDouble() < faults.crashAtCall()) {
            world.scheduler().ready(null, () -> world.crash(process));
        }
        if (hit(faults.refused(), FaultKind.REFUSED)) {
            respond(answer, null, failure(StoreException.Kind.UNAVAILABLE, server.away(), "refused"));
        } else if (hit(faults.overloaded(), FaultKind.OVERLOADED)) {
            respond(answer, null, failure(StoreException.Kind.OVERLOADED, KvErrorCode.OVERLOADED_SERVER, "overloaded"));
        } else if (server == world.config() && process.cutOff()) {
            silence(answer, kind, deadline);
        } else if (hit(faults.lost(), FaultKind.REQUEST_LOST)) {
            silence(answer, kind, deadline);
        } else if (kind != Kind.READ && hit(faults.late(), FaultKind.APPLIED_LATE)) {
            deliver(timeout.toNanos() + random.nextLong(LATE_NANOS), () -> apply(step));
            silence(answer, kind, deadline);
        } else if (hit(faults.answerLost(), FaultKind.ANSWER_LOST)) {
            deliver(delay(faults), () -> apply(step));
            silence(answer, kind, deadline);
        } else {
            exchange(answer, kind, deadline, step, faults);
        }
        return answer;
    }

    private <T> void exchange(
            CompletableFuture<T> answer, Kind kind, long deadline, Supplier<T> step, FaultPlan faults) {
        long sent = ++lastSent;
        int incarnation = server.incarnation();
        deliver(delay(faults), () -> {
            if (server.incarnation() != incarnation) {
                silence(answer, kind, deadline);
                return;
            }
            if (server.down()) {
                if (random.nextBoolean()) {
                    respond(answer, null, failure(StoreException.Kind.UNAVAILABLE, server.away(), "away"));
                } else {
                    silence(answer, kind, deadline);
                }
                return;
            }
            noteOrder(sent);
            CompletionStage<T> applied = apply(step);
            if (kind == Kind.REPEATABLE_WRITE && hit(faults.duplicated(), FaultKind.DUPLICATED)) {
                deliver(random.nextLong(LATE_NANOS), () -> apply(step));
            }
            if (server.incarnation() != incarnation) {
                silence(answer, kind, deadline);
            } else {
                applied.whenComplete((value, thrown) -> respond(answer, value, thrown));
            }
        });
    }

    private void noteOrder(long sent) {
        if (sent < lastArrived) {
            world.counted(FaultKind.REORDERED);
        }
        lastArrived = Math.max(lastArrived, sent);
    }

    private void deliver(long delayNanos, Runnable arrival) {
        world.scheduler().after(null, Duration.ofNanos(delayNanos), arrival);
    }

    private <T> CompletionStage<T> apply(Supplier<T> step) {
        CompletionStage<T> applied = Link.answer(step);
        world.applied(server);
        return applied;
    }

    private <T> void respond(CompletableFuture<T> answer, @Nullable T value, @Nullable Throwable thrown) {
        world.scheduler().after(process, Duration.ofNanos(delay(world.faults())), () -> {
            if (thrown == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(thrown);
            }
        });
    }

    private void silence(CompletableFuture<?> answer, Kind kind, long deadline) {
        Duration left =
                Duration.ofNanos(Math.max(0, deadline - world.scheduler().nowNanos()));
        world.scheduler()
                .after(
                        process,
                        left,
                        () -> answer.completeExceptionally(
                                kind == Kind.READ
                                        ? failure(StoreException.Kind.UNAVAILABLE, server.away(), "no answer")
                                        : failure(
                                                StoreException.Kind.UNKNOWN, KvErrorCode.WRITE_TIMEOUT, "no answer")));
    }

    private long delay(FaultPlan faults) {
        return hit(faults.delayed(), FaultKind.DELAYED) ? random.nextLong(SLOW_NANOS) : random.nextLong(USUAL_NANOS);
    }

    private boolean hit(double probability, FaultKind kind) {
        boolean hit = random.nextDouble() < probability;
        if (hit) {
            world.counted(kind);
        }
        return hit;
    }

    private StoreException failure(StoreException.Kind kind, KvErrorCode code, String what) {
        return new StoreException(kind, code, server.name() + ": " + what);
    }

    /** Whether a failed operation of a service cannot have been applied. */
    static boolean surelyNotApplied(Throwable thrown) {
        return thrown instanceof KvException known && !known.maybeApplied();
    }
}
