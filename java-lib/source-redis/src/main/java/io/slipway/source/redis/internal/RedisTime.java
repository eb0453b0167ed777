package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Which clock versions and expiries follow. */
public sealed interface RedisTime {

    /**
     * Seconds between an expiry by a given clock and what is stored of it. Longer than any time to live, so that the server itself, whose
     * clock is another, never expires such a row.
     */
    long GIVEN_SHIFT_SECONDS = 3_000_000_000L;

    /** The server's own, read inside each script: the one clock that all processes share. */
    static RedisTime server() {
        return Server.INSTANCE;
    }

    /** Another clock, for tests that move it. Every caller of a server must be given the same one. */
    static RedisTime given(InstantSource clock) {
        return new Given(clock);
    }

    /** What {@code call.lua} takes for time and shift. */
    List<ByteString> arguments();

    /** {@link #server()}. */
    enum Server implements RedisTime {
        INSTANCE;

        private static final List<ByteString> ARGUMENTS = List.of(ByteString.EMPTY, ByteString.copyFromUtf8("0"));

        @Override
        public List<ByteString> arguments() {
            return ARGUMENTS;
        }
    }

    /** {@link #given}. */
    record Given(InstantSource clock) implements RedisTime {

        @Override
        public List<ByteString> arguments() {
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
            return List.of(
                    ByteString.copyFromUtf8(Long.toString(micros)),
                    ByteString.copyFromUtf8(Long.toString(GIVEN_SHIFT_SECONDS)));
        }
    }
}
