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
    /** How far the expiries of two stores, or a clock and a store, may lie apart. */
    public static final long EXPIRY_TOLERANCE_S = 2;

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
            return expirySecond <= second + EXPIRY_TOLERANCE_S;
        }
        return expirySecond >= second - EXPIRY_TOLERANCE_S && digest.equals(digestOf(value));
    }

    /** Whether the key has no value any more at {@code second}, for sure. */
    public boolean surelyAbsent(long second) {
        return digest == null || expirySecond < second - EXPIRY_TOLERANCE_S;
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
