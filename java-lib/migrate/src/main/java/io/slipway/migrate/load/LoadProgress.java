package io.slipway.migrate.load;

import io.slipway.spi.KeyRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a load is, over all its runs.
 *
 * @param rows confirmed by the target
 * @param rowsEstimated of the whole table, as its snapshot estimates
 * @param bytes keys and values of {@code rows}
 * @param rowsPerSecond since this run began
 * @param bytesPerSecond since this run began
 * @param inFlight writes that wait for the target's answer
 * @param inFlightLimit how many there may be at the moment
 * @param retries writes that were sent again, in this run
 * @param away whether the load waits for the target or the source to come back
 */
public record LoadProgress(
        String table,
        long rows,
        long rowsEstimated,
        long bytes,
        double rowsPerSecond,
        double bytesPerSecond,
        int inFlight,
        int inFlightLimit,
        long retries,
        boolean away,
        List<Split> splits) {

    /**
     * One part of the table.
     *
     * @param range its keys
     * @param loading the keys that were read from the source and are not yet confirmed; null if there are none
     * @param done every row of it is confirmed
     */
    public record Split(KeyRange range, @Nullable KeyRange loading, boolean done) {}

    /** The time until the end at the present rate; empty while there is no rate or no estimate. */
    public Optional<Duration> eta() {
        if (rowsPerSecond <= 0 || rowsEstimated <= 0) {
            return Optional.empty();
        }
        long rest = Math.max(0, rowsEstimated - rows);
        return Optional.of(Duration.ofMillis((long) (1_000 * rest / rowsPerSecond)));
    }
}
