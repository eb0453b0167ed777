package io.slipway.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Progress where nobody watches: a line now and then, for logs. */
final class ProgressLines implements Progress {

    private static final long PERIOD_NANOS = Duration.ofSeconds(2).toNanos();

    private final PrintStream err;
    private final String task;
    private final String unit;
    private final LongSupplier nanoTime;
    private long saidNanos;

    ProgressLines(PrintStream err, String task, String unit, LongSupplier nanoTime) {
        this.err = err;
        this.task = task;
        this.unit = unit;
        this.nanoTime = nanoTime;
        this.saidNanos = nanoTime.getAsLong() - PERIOD_NANOS;
    }

    @Override
    public synchronized void at(long done, long estimated, double perSecond, String note) {
        long now = nanoTime.getAsLong();
        if (now - saidNanos < PERIOD_NANOS) {
            return;
        }
        saidNanos = now;
        Duration eta = Progress.eta(done, estimated, perSecond);
        err.printf(
                Locale.ROOT,
                "%s: %,d%s %s, %,.0f/s%s%s%n",
                task,
                done,
                estimated > 0 ? String.format(Locale.ROOT, " of about %,d", estimated) : "",
                unit,
                perSecond,
                note.isEmpty() ? "" : ", " + note,
                eta == null ? "" : ", ETA " + Words.time(eta));
    }

    @Override
    public void close() {
        // The answer says how it ended.
    }
}
