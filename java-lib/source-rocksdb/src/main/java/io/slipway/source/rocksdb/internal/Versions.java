package io.slipway.source.rocksdb.internal;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Issues versions: {@code max(clock in microseconds, last + 1)}.
 *
 * <p>A ceiling above every version that was issued is kept in the database, about a second ahead, and a new incarnation begins there: so
 * versions grow across restarts even if the clock steps back, and even those that no row carries. Used by the committer alone.
 */
final class Versions {

    private static final long RESERVED_MICROS = 1_000_000;
    private static final long FUTURE_MICROS_MAX = 86_400L * 1_000_000;

    private final InstantSource clock;
    private long last;
    private long ceiling;

    /**
     * @param ceiling the stored ceiling; no version up to it is issued
     */
    Versions(InstantSource clock, long ceiling) {
        this.clock = clock;
        this.last = ceiling;
        this.ceiling = ceiling;
    }

    long next() {
        last = Math.max(micros(), last + 1);
        return last;
    }

    private long micros() {
        Instant now = clock.instant();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1_000);
    }

    /** The greatest version that may be asked for by {@link #raiseAbove}: versions never come back from the future. */
    long furthest() {
        return Math.max(micros(), last) + FUTURE_MICROS_MAX;
    }

    /** Issues only versions above {@code version} from now on. */
    void raiseAbove(long version) {
        last = Math.max(last, version);
    }

    long last() {
        return last;
    }

    /** Whether a version was issued that the stored ceiling does not cover: it must be raised before anybody hears of it. */
    boolean beyondCeiling() {
        return last > ceiling;
    }

    /** The ceiling to store. */
    long nextCeiling() {
        return last + RESERVED_MICROS;
    }

    /** {@code stored} is durable. */
    void ceilingStored(long stored) {
        ceiling = stored;
    }

    /** The database was opened again and holds this ceiling. */
    void reopened(long stored) {
        raiseAbove(stored);
        ceiling = stored;
    }
}
