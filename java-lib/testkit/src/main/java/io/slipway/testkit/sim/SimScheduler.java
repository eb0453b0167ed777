package io.slipway.testkit.sim;

import io.slipway.migrate.Environment;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time and the tasks waiting for it: those due at the same moment run in an order drawn from the seed. Single-threaded.
 *
 * <p>A task that belongs to a process does not run while the process is paused, and never once it has crashed.
 */
final class SimScheduler {

    /** How far apart two tasks that are ready at once may run: enough to let every order happen. */
    private static final int READY_SPREAD_NANOS = 200_000;

    private static final Comparator<Task> ORDER =
            (a, b) -> a.atNanos != b.atNanos ? Long.compare(a.atNanos, b.atNanos) : Long.compare(a.tie, b.tie);

    private static final class Task implements Environment.Cancellable {
        private final @Nullable SimProcess owner;
        private final long tie;
        private final Runnable body;
        private long atNanos;
        private boolean cancelled;

        private Task(@Nullable SimProcess owner, long atNanos, long tie, Runnable body) {
            this.owner = owner;
            this.atNanos = atNanos;
            this.tie = tie;
            this.body = body;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(ORDER);
    private final SplittableRandom random;
    private long nowNanos;
    private long ran;
    private long trace = 0xcbf29ce484222325L;

    SimScheduler(SplittableRandom random) {
        this.random = random;
    }

    /** Nanoseconds since the world began. */
    long nowNanos() {
        return nowNanos;
    }

    /** Tasks run so far. */
    long ran() {
        return ran;
    }

    /** A hash over everything that {@link #note} was told, and when. */
    long trace() {
        return trace;
    }

    /** Enters something that happened into the trace. */
    void note(int what) {
        trace = (trace ^ nowNanos) * 0x100000001b3L;
        trace = (trace ^ what) * 0x100000001b3L;
    }

    /** Runs {@code body} as soon as its process may. */
    Environment.Cancellable ready(@Nullable SimProcess owner, Runnable body) {
        return at(owner, nowNanos + random.nextInt(READY_SPREAD_NANOS), body);
    }

    /** Runs {@code body} after a delay, or somewhat later. */
    Environment.Cancellable after(@Nullable SimProcess owner, Duration delay, Runnable body) {
        return at(owner, nowNanos + delay.toNanos() + random.nextInt(READY_SPREAD_NANOS), body);
    }

    private Environment.Cancellable at(@Nullable SimProcess owner, long atNanos, Runnable body) {
        Task task = new Task(owner, atNanos, random.nextLong(), body);
        tasks.add(task);
        return task;
    }

    /** Runs the next task; false if there is none. */
    boolean runNext() {
        Task task = tasks.poll();
        if (task == null) {
            return false;
        }
        SimProcess owner = task.owner;
        if (task.cancelled || (owner != null && owner.crashed())) {
            return true;
        }
        nowNanos = Math.max(nowNanos, task.atNanos);
        if (owner != null && owner.pausedUntilNanos() > nowNanos) {
            task.atNanos = owner.pausedUntilNanos() + random.nextInt(READY_SPREAD_NANOS);
            tasks.add(task);
            return true;
        }
        ran++;
        note(owner == null ? 0 : owner.number());
        task.body.run();
        return true;
    }
}
