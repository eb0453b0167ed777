package io.slipway.spi;

import com.google.protobuf.ByteString;
import java.time.Instant;

/**
 * A value as a store holds it: exactly the bytes that were put, and the second at which they expire.
 *
 * @param value the bytes; may be empty, which is not the same as absent
 * @param expirySecond seconds since 1970 from which on the value is absent; {@link #NEVER} if it stays
 */
public record StoredValue(ByteString value, long expirySecond) {

    /** The expiry of a value that stays. */
    public static final long NEVER = Long.MAX_VALUE;

    public static StoredValue lasting(ByteString value) {
        return new StoredValue(value, NEVER);
    }

    public boolean expires() {
        return expirySecond != NEVER;
    }

    /** Whether the value is absent at {@code now}. */
    public boolean expiredAt(Instant now) {
        return expires() && now.getEpochSecond() >= expirySecond;
    }
}
