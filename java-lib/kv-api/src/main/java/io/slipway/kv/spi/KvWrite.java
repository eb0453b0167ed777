package io.slipway.kv.spi;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One write whose arguments have been checked.
 *
 * @param value the bytes to put; null if the key is removed
 * @param expirySecond seconds since 1970 from which on the value is absent; {@link Long#MAX_VALUE} if it stays
 */
public record KvWrite(String table, ByteString key, @Nullable ByteString value, long expirySecond) {

    public static KvWrite put(String table, ByteString key, ByteString value, long expirySecond) {
        return new KvWrite(table, key, value, expirySecond);
    }

    public static KvWrite delete(String table, ByteString key) {
        return new KvWrite(table, key, null, Long.MAX_VALUE);
    }
}
