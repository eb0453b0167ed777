package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A state that a key may have: absent, or a value up to an expiry.
 *
 * @param digest SHA-256 of the value's bytes, which stands for them byte for byte; null if absent
 * @param expirySecond seconds since 1970; {@link Long#MAX_VALUE} for ever
 */
public record Expectation(@Nullable ByteString digest, long expirySecond) {
    /** How much sooner than asked for a value may be gone: seconds are rounded, here and at the stores. */
    private static final long EARLY_S_MAX = 2;

    /** How much longer it may live: a server counts a ttl from the write's arrival, which may take its whole timeout of 5 s. */
    private static final long LATE_S_MAX = EARLY_S_MAX + 5;

    /** No value. */
    public static final Expectation ABSENT = new Expectation(null, Long.MAX_VALUE);

    /** A value that lives up to {@code expirySecond}. */
    public static Expectation of(ByteString value, long expirySecond) {
        return new Expectation(digestOf(value), expirySecond);
    }

    /** Whether this state looks like {@code value} (null: absent) at some moment close to {@code second}. */
    public boolean matches(@Nullable ByteString value, long second) {
        if (digest == null) {
            return value == null;
        }
        if (value == null) {
            return expirySecond <= second + EARLY_S_MAX;
        }
        return expirySecond >= second - LATE_S_MAX && digest.equals(digestOf(value));
    }

    /** Whether the key has no value any more at {@code second}, for sure. */
    public boolean surelyAbsent(long second) {
        return digest == null || expirySecond < second - LATE_S_MAX;
    }

    /** Whether a store that lets the value expire at {@code actual} does what was asked for. */
    public boolean allowsExpiry(long actual) {
        if (expirySecond == Long.MAX_VALUE || actual == Long.MAX_VALUE) {
            return expirySecond == actual;
        }
        return actual >= expirySecond - EARLY_S_MAX && actual <= expirySecond + LATE_S_MAX;
    }

    private static ByteString digestOf(ByteString value) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (ByteBuffer part : value.asReadOnlyByteBufferList()) {
                sha256.update(part);
            }
            return ByteString.copyFrom(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
