package io.slipway.cli.terminal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far a long task is, for whoever watches standard error. Thread-safe. */
public interface Progress extends AutoCloseable {

    /**
     * Where the task is now.
     *
     * @param done units done, over all runs of the task
     * @param estimated units to do; 0 if nobody knows
     * @param perSecond units a second of this run
     * @param note what else there is to say, such as megabytes a second; may be empty
     */
    void at(long done, long estimated, double perSecond, String note);

    @Override
    void close();

    /** The time until the end at this rate; null while it cannot be told. */
    static @Nullable Duration eta(long done, long estimated, double perSecond) {
        return perSecond <= 0 || estimated <= 0
                ? null
                : Duration.ofMillis((long) (1_000 * Math.max(0, estimated - done) / perSecond));
    }
}
