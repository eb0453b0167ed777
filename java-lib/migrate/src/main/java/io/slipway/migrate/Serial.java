package io.slipway.migrate;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Runs tasks one after another on the environment's threads, so that the state they share needs no lock.
 *
 * <p>A task runs in the order of its submission and sees what earlier ones wrote. What a task throws goes to the {@code failed} consumer.
 */
public final class Serial implements Executor {

    /** So many tasks run before others on the same threads get a turn. */
    private static final int TURN = 64;

    private final Environment env;
    private final Consumer<Throwable> failed;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    public Serial(Environment env, Consumer<Throwable> failed) {
        this.env = env;
        this.failed = failed;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (waiting) {
            waiting.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        env.execute(this::turn);
    }

    private void turn() {
        for (int i = 0; i < TURN; i++) {
            Runnable next;
            synchronized (waiting) {
                next = waiting.poll();
                if (next == null) {
                    running = false;
                    return;
                }
            }
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                failed.accept(e);
            }
        }
        env.execute(this::turn);
    }
}
