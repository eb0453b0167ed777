package io.slipway.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C: gives the work under way the time to end where the next run can go on.
 *
 * <p>As the JVM's shutdown hook it cancels what was registered and waits until the command has told how it ended. Nothing is registered
 * by commands that may end anywhere. Thread-safe.
 */
public final class Interruption implements Runnable {

    private final Duration patience;
    private final AtomicReference<@Nullable Runnable> cancel = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** @param patience how long the work may take to end */
    public Interruption(Duration patience) {
        this.patience = patience;
    }

    /** Calls {@code cancellation} when the process is asked to end before the answer is closed. */
    public Registration cancels(Runnable cancellation) {
        cancel.set(cancellation);
        return () -> cancel.set(null);
    }

    /** Work that can be cancelled, until it is closed. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** The command has said everything: nobody need wait for it any more. */
    public void ended() {
        ended.countDown();
    }

    @Override
    public void run() {
        Runnable cancellation = cancel.get();
        if (cancellation == null) {
            return;
        }
        cancellation.run();
        try {
            ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
