package io.slipway.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** What people see while the demo runs: lines with the time since its start, and progress bars. Thread-safe. */
final class Terminal {
    private static final int UPDATE_MS = 500;
    private static final int WIDTH = 110;

    private final PrintStream out;
    private final long start_ns = System.nanoTime();
    private final AtomicInteger bars = new AtomicInteger();

    Terminal(PrintStream out) {
        this.out = out;
    }

    /** Prints one line; a bar that is shown goes on below it. */
    void say(String format, Object... values) {
        double seconds = (System.nanoTime() - start_ns) / 1e9;
        String overBar = bars.get() == 0 ? "" : "\r" + " ".repeat(WIDTH) + "\r";
        out.printf(Locale.ROOT, "%s%6.1f s  %s%n", overBar, seconds, String.format(Locale.ROOT, format, values));
    }

    /** Prints text as it is. */
    void print(String text) {
        out.print(text);
    }

    /** Shows a bar until it is closed. */
    Progress progress(String task, long rows) {
        bars.incrementAndGet();
        return new Progress(task, rows);
    }

    /** A bar with rows a second, megabytes a second, and the time left. */
    final class Progress implements AutoCloseable {
        private final ProgressBar bar;
        private final long begin_ns = System.nanoTime();

        private Progress(String task, long rows) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(rows)
                    .setUnit(" rows", 1)
                    .showSpeed()
                    .setUpdateIntervalMillis(UPDATE_MS)
                    .setMaxRenderedLength(WIDTH)
                    .setStyle(ProgressBarStyle.ASCII)
                    .build();
        }

        /** Moves the bar to what has been done so far of what is to be done. */
        void at(long rows, long rowsEstimated) {
            bar.maxHint(Math.max(rows, rowsEstimated));
            bar.stepTo(rows);
        }

        /** The same with the bytes that these rows have. */
        void at(long rows, long rowsEstimated, long bytes) {
            double seconds = Duration.ofNanos(System.nanoTime() - begin_ns).toMillis() / 1e3;
            at(rows, rowsEstimated);
            bar.setExtraMessage(String.format(Locale.ROOT, " %.1f MB/s", bytes / 1e6 / Math.max(seconds, 0.001)));
        }

        @Override
        public void close() {
            bar.close();
            bars.decrementAndGet();
        }
    }
}
