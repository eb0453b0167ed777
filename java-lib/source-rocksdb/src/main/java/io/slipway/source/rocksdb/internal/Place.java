package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where an outbox entry is stored: its table, its version, its key.
 *
 * <p>Encoded as the table's name, a zero byte (which no name contains), the version as 8 bytes big endian, and the key: in the order of
 * table and version.
 */
record Place(String table, long version, ByteString key) {

    byte[] encode() {
        byte[] name = table.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer place = ByteBuffer.allocate(name.length + 1 + Long.BYTES + key.size());
        place.put(name).put((byte) 0).putLong(version);
        key.copyTo(place);
        return place.array();
    }

    static Place decode(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        int keyAt = end + 1 + Long.BYTES;
        if (keyAt > bytes.length) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    KvErrorCode.DATA_CORRUPT,
                    "an outbox entry of " + bytes.length + " bytes is none that this store wrote");
        }
        return new Place(
                new String(bytes, 0, end, StandardCharsets.US_ASCII),
                ByteBuffer.wrap(bytes).getLong(end + 1),
                UnsafeByteOperations.unsafeWrap(bytes, keyAt, bytes.length - keyAt));
    }
}
