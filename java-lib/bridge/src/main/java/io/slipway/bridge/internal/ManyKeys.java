package io.slipway.bridge.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The keys of a {@code SLIPWAY_GET_MANY} in the order in which they were asked for, and the form of its answer. */
record ManyKeys(List<ByteString> keys) implements Reply {

    /** Of (u32 size, key) repeated. */
    static ManyKeys parse(ByteString payload) {
        List<ByteString> keys = new ArrayList<>();
        // Its positions are those of the payload, which may be a part of something.
        ByteBuffer bytes = payload.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            int size = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
            if (size < 0 || size > bytes.remaining()) {
                throw KvException.of(
                        KvErrorCode.ARGUMENT, "key " + keys.size() + " of a get of many ends behind the payload");
            }
            if (keys.size() == KvBounds.CALL_KEYS_MAX) {
                throw KvException.of(
                        KvErrorCode.CALL_SIZE, "a get of many takes at most " + KvBounds.CALL_KEYS_MAX + " keys");
            }
            int from = bytes.position();
            keys.add(payload.substring(from, from + size));
            bytes.position(from + size);
        }
        return new ManyKeys(keys);
    }

    /** (u32 index, u32 size, value) repeated, for the keys that are present. */
    @Override
    public ByteString payload(Object answer) {
        Map<?, ?> values = (Map<?, ?>) answer;
        long bytes = 0;
        for (ByteString key : keys) {
            bytes += values.get(key) instanceof ByteString value ? 2L * Integer.BYTES + value.size() : 0;
        }
        if (bytes > Integer.MAX_VALUE) {
            throw KvException.of(
                    KvErrorCode.CALL_SIZE, "the values of one call have " + bytes + " bytes; ask for fewer keys");
        }
        ByteBuffer payload = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < keys.size(); i++) {
            if (values.get(keys.get(i)) instanceof ByteString value) {
                payload.putInt(i).putInt(value.size());
                value.copyTo(payload);
            }
        }
        return UnsafeByteOperations.unsafeWrap(payload.flip());
    }
}
