package io.slipway.migrate.recover;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Keys that the target failed while it took others: each is left alone for a while, twice as long after every failure, so that it holds up
 * nobody behind it.
 *
 * <p>Bounded: keys beyond {@link #KEYS_MAX} are tried every time. Pure: time is an argument, in nanoseconds of a monotonic clock.
 * Thread-safe.
 */
final class Rests {

    static final int KEYS_MAX = 1_024;

    private final long firstNanos;
    private final long longestNanos;
    private final Map<ByteString, Rest> resting = new HashMap<>();

    private record Rest(long nanos, long endsAt) {}

    Rests(Duration first, Duration longest) {
        this.firstNanos = first.toNanos();
        this.longestNanos = longest.toNanos();
    }

    synchronized boolean rests(ByteString key, long now) {
        Rest rest = resting.get(key);
        return rest != null && now - rest.endsAt() < 0;
    }

    synchronized void failed(ByteString key, long now) {
        Rest before = resting.get(key);
        if (before != null || resting.size() < KEYS_MAX) {
            long nanos = before == null ? firstNanos : Math.min(longestNanos, before.nanos() * 2);
            resting.put(key, new Rest(nanos, now + nanos));
        }
    }

    synchronized void succeeded(ByteString key) {
        resting.remove(key);
    }

    /** Nobody's fault but the target's: every key may be tried again. */
    synchronized void clear() {
        resting.clear();
    }
}
