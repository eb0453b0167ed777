package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is stored for a key: the version of the write that made it, and the value, or none for a tombstone.
 *
 * <p>Encoded as one byte of kind (0 value, 1 value that expires, 2 tombstone), the version, the expiry of kind 1, both 8 bytes big endian, and
 * the value's bytes as they are.
 *
 * @param stored null for a tombstone, which only versioned applies leave
 */
record Row(long version, @Nullable StoredValue stored) {

    private static final byte LASTING = 0;
    private static final byte EXPIRING = 1;
    private static final byte TOMBSTONE = 2;
    private static final int HEAD_BYTES = 1 + Long.BYTES;

    static Row of(Mutation mutation, long version) {
        return new Row(version, mutation instanceof Mutation.Put put ? put.value() : null);
    }

    Mutation mutation() {
        return stored == null ? Mutation.delete() : Mutation.put(stored);
    }

    /** The value, unless this is a tombstone or has expired. */
    @Nullable
    StoredValue visibleAt(Instant now) {
        return stored == null || stored.expiredAt(now) ? null : stored;
    }

    byte[] encode() {
        if (stored == null) {
            return ByteBuffer.allocate(HEAD_BYTES)
                    .put(TOMBSTONE)
                    .putLong(version)
                    .array();
        }
        ByteString value = stored.value();
        ByteBuffer row = ByteBuffer.allocate(HEAD_BYTES + (stored.expires() ? Long.BYTES : 0) + value.size());
        row.put(stored.expires() ? EXPIRING : LASTING).putLong(version);
        if (stored.expires()) {
            row.putLong(stored.expirySecond());
        }
        value.copyTo(row);
        return row.array();
    }

    /** Reads what {@link #encode} wrote, without copying the value: {@code bytes} must not change any more. */
    static Row decode(byte[] bytes) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        if (bytes.length >= HEAD_BYTES) {
            byte kind = row.get();
            long version = row.getLong();
            if (kind == LASTING) {
                return new Row(version, StoredValue.lasting(rest(bytes, HEAD_BYTES)));
            }
            if (kind == EXPIRING && row.remaining() >= Long.BYTES) {
                return new Row(version, new StoredValue(rest(bytes, HEAD_BYTES + Long.BYTES), row.getLong()));
            }
            if (kind == TOMBSTONE && row.remaining() == 0) {
                return new Row(version, null);
            }
        }
        throw new StoreException(
                StoreException.Kind.CORRUPT,
                KvErrorCode.DATA_CORRUPT,
                "a stored row of " + bytes.length + " bytes is none that this store wrote");
    }

    private static ByteString rest(byte[] bytes, int from) {
        return UnsafeByteOperations.unsafeWrap(bytes, from, bytes.length - from);
    }
}
