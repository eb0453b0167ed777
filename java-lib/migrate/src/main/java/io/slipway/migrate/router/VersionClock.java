package io.slipway.migrate.router;

import io.slipway.migrate.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The write versions of this process after a seal: a hybrid logical clock in microseconds.
 *
 * <p>Versions grow strictly, lie above every seal's floor, and above every version that this process has read, unless that one lies
 * further ahead of the process's clock than the bound: a clock that is wrong somewhere must not spread. After Kulkarni et al., "Logical
 * Physical Clocks", 2014, with one number in place of two. Thread-safe.
 */
final class VersionClock {

    private final Environment environment;
    private final long skewMaxMicros;
    private final AtomicLong last = new AtomicLong();

    VersionClock(Environment environment, Duration skewMax) {
        this.environment = environment;
        this.skewMaxMicros = TimeUnit.NANOSECONDS.toMicros(skewMax.toNanos());
    }

    long next() {
        long now = nowMicros();
        return last.updateAndGet(previous -> Math.max(now, previous + 1));
    }

    /** Versions lie above {@code floor} from now on. The floor of a seal counts however far ahead it lies: nothing may sort before it. */
    void raise(long floor) {
        last.accumulateAndGet(floor, Math::max);
    }

    /** Takes note of a version that was read; false if it lies too far ahead and was left out. */
    boolean observe(long version) {
        if (version > nowMicros() + skewMaxMicros) {
            return version <= last.get();
        }
        raise(version);
        return true;
    }

    long nowMicros() {
        Instant now = environment.now();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1_000);
    }
}
