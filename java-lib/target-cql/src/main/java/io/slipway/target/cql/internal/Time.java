package io.slipway.target.cql.internal;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks.
 *
 * @param wall for versions and expiry
 * @param nanos monotonic, for deadlines
 */
public record Time(InstantSource wall, LongSupplier nanos) {

    public long nowMicros() {
        var now = wall.instant();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1_000);
    }

    long nowMillis() {
        return wall.millis();
    }

    long nowSecond() {
        return Math.floorDiv(wall.millis(), 1_000L);
    }

    long nanoTime() {
        return nanos.getAsLong();
    }
}
