package io.slipway.migrate.validate;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoredValue;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes of keys and values by SHA-256, which every JDK has and most processors compute in hardware. Not thread-safe. */
final class RowHash {

    private static final int LONG_BYTES = 8;

    private final MessageDigest sha;
    private byte[] keyHash = new byte[0];

    RowHash() {
        try {
            this.sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A hash of a row's key and value without its expiry: 128 bits. */
    record Row(long high, long low) {}

    /** Begins with a key; {@link #bucket}, {@link #sampled} and {@link #row} are about it. */
    RowHash key(ByteString key) {
        sha.update(key.asReadOnlyByteBuffer());
        keyHash = sha.digest();
        return this;
    }

    /** The key's bucket among {@code buckets}, a power of two. */
    int bucket(int buckets) {
        return ByteBuffer.wrap(keyHash).getInt() & (buckets - 1);
    }

    /** Whether the key belongs to a sample of that share. */
    boolean sampled(double share) {
        // Another part of the hash than the bucket, so that a sample spreads over all buckets.
        return share >= 1 || (ByteBuffer.wrap(keyHash).getLong(LONG_BYTES) >>> 1) < share * Long.MAX_VALUE;
    }

    Row row(StoredValue stored) {
        sha.update(keyHash);
        sha.update(stored.value().asReadOnlyByteBuffer());
        ByteBuffer digest = ByteBuffer.wrap(sha.digest());
        return new Row(digest.getLong(), digest.getLong());
    }

    /** Eight hexadecimal digits that stand for a value in reports. */
    static String brief(StoredValue stored) {
        RowHash hash = new RowHash();
        Row row = hash.key(ByteString.EMPTY).row(stored);
        String digits = String.format("%016x", row.high()).substring(0, LONG_BYTES);
        return "#" + digits + " (" + stored.value().size() + " bytes"
                + (stored.expires() ? ", expires at " + stored.expirySecond() : "") + ")";
    }
}
