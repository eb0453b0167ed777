package io.slipway.source.rocksdb.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of an outbox entry that was set aside: why, and the row of its redo if it is one.
 *
 * <p>Encoded as the length of the reason (4 bytes, big endian), the reason in UTF-8, and the redo's row.
 */
record ParkedEntry(String reason, @Nullable Row redo) {

    byte[] encode() {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] row = redo == null ? new byte[0] : redo.encode();
        return ByteBuffer.allocate(Integer.BYTES + text.length + row.length)
                .putInt(text.length)
                .put(text)
                .put(row)
                .array();
    }

    static ParkedEntry decode(byte[] bytes) {
        int textBytes =
                bytes.length < Integer.BYTES ? -1 : ByteBuffer.wrap(bytes).getInt();
        if (textBytes < 0 || textBytes > bytes.length - Integer.BYTES) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    KvErrorCode.DATA_CORRUPT,
                    "a parked entry of " + bytes.length + " bytes is none that this store wrote");
        }
        int redoAt = Integer.BYTES + textBytes;
        return new ParkedEntry(
                new String(bytes, Integer.BYTES, textBytes, StandardCharsets.UTF_8),
                redoAt == bytes.length ? null : Row.decode(Arrays.copyOfRange(bytes, redoAt, bytes.length)));
    }
}
