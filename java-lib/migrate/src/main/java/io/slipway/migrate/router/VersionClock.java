package io.slipway.migrate.router;

import io.slipway.migrate.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The write versions of this process after a seal: a hybrid logical clock in microseconds.
 *
 * <p>Versions grow strictly, lie above every seal's floor, and above every version that this process has read, unless that one lies
 * further ahead of the process's clock than the bound: a clock that is wrong somewhere must not spread. After Kulkarni et al., "Logical
 * Physical Clocks", 2014, with one number in place of two. Thread-safe.
 */
final class VersionClock {

    /** How far apart, in microseconds, two processes land at random that begin above the same version. */
    private static final int SCATTER_MICROS = 1_000;

    private final Environment environment;
    private final long skewMaxMicros;
    private volatile long last;
    private long issuedAt;
    private boolean raised;

    VersionClock(Environment environment, Duration skewMax) {
        this.environment = environment;
        this.skewMaxMicros = TimeUnit.NANOSECONDS.toMicros(skewMax.toNanos());
    }

    /**
     * A version of this process alone, as far as microseconds can tell processes apart: where many are behind the same floor they must not
     * count up from it in step, or two writes of one key would share a version. Behind it, versions go on with the time that passes,
     * three quarters as fast, so that the clock catches up.
     */
    synchronized long next() {
        long now = nowMicros();
        if (now > last) {
            last = now;
        } else {
            long scatter = raised ? environment.random().nextLong(SCATTER_MICROS) : 0;
            last = last + 1 + scatter + Math.max(0, now - issuedAt) * 3 / 4;
        }
        raised = false;
        issuedAt = now;
        return last;
    }

    /** Versions lie above {@code floor} from now on. The floor of a seal counts however far ahead it lies: nothing may sort before it. */
    void raise(long floor) {
        if (floor > last) {
            lift(floor);
        }
    }

    private synchronized void lift(long floor) {
        if (floor > last) {
            last = floor;
            issuedAt = nowMicros();
            raised = true;
        }
    }

    /** Takes note of a version that was read; false if it lies too far ahead and was left out. */
    boolean observe(long version) {
        if (version <= last) {
            return true;
        }
        if (version > nowMicros() + skewMaxMicros) {
            return false;
        }
        raise(version);
        return true;
    }

    long nowMicros() {
        Instant now = environment.now();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1_000);
    }
}
