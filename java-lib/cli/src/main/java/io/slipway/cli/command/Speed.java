package io.slipway.cli.command;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Rows a second since a step began. Not thread-safe. */
final class Speed {

    private final LongSupplier nanoTime;
    private @Nullable Object step;
    private long begunNanos;

    Speed(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    double perSecond(Object now, long rows) {
        if (!now.equals(step)) {
            step = now;
            begunNanos = nanoTime.getAsLong();
            return 0;
        }
        return rows * 1e9 / Math.max(1, nanoTime.getAsLong() - begunNanos);
    }
}
