package io.slipway.source.rocksdb.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import io.slipway.spi.source.SourceTableState;
import java.nio.ByteBuffer;

/** Table states as bytes: one byte of flags, then both epochs and the floor, 8 bytes big endian each. */
final class StateCodec {

    private static final int ENROLLED = 1;
    private static final int SEALED = 2;
    private static final int BYTES = 1 + 3 * Long.BYTES;

    private StateCodec() {}

    static byte[] encode(SourceTableState state) {
        int flags = (state.enrolled() ? ENROLLED : 0) | (state.sealed() ? SEALED : 0);
        return ByteBuffer.allocate(BYTES)
                .put((byte) flags)
                .putLong(state.epochMin())
                .putLong(state.epochMax())
                .putLong(state.floor())
                .array();
    }

    static SourceTableState decode(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    KvErrorCode.DATA_CORRUPT,
                    "a table's state of " + bytes.length + " bytes is none that this store wrote");
        }
        ByteBuffer state = ByteBuffer.wrap(bytes);
        byte flags = state.get();
        return new SourceTableState(
                (flags & ENROLLED) != 0, (flags & SEALED) != 0, state.getLong(), state.getLong(), state.getLong());
    }
}
