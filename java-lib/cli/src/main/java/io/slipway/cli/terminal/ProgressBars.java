package io.slipway.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar that redraws itself. */
final class ProgressBars implements Progress {

    private static final int UPDATE_MS = 250;
    private static final int WIDTH = 110;

    private final ProgressBar bar;

    ProgressBars(PrintStream err, String task, String unit) {
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(-1)
                .setUnit(" " + unit, 1)
                .hideEta()
                .setUpdateIntervalMillis(UPDATE_MS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
                .build();
    }

    @Override
    public void at(long done, long estimated, double perSecond, String note) {
        bar.maxHint(estimated <= 0 ? -1 : Math.max(done, estimated));
        bar.stepTo(done);
        Duration eta = Progress.eta(done, estimated, perSecond);
        bar.setExtraMessage(String.format(
                Locale.ROOT,
                " %,.0f/s%s%s",
                perSecond,
                note.isEmpty() ? "" : " " + note,
                eta == null ? "" : " ETA " + Words.time(eta)));
    }

    @Override
    public void close() {
        bar.close();
    }
}
