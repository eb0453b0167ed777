package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.OutboxEntry;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Outbox entries as one string: the version in 16 digits, a byte for what follows ({@code -} nothing, {@code D} a removal, {@code P} a put),
 * the key's length (4 bytes, big endian), the key, and of a put the second of its expiry (8 bytes) and the value.
 *
 * <p>Equal entries have equal strings, so that an entry that is added twice is there once.
 */
final class EntryCodec {

    private static final int VERSION_DIGITS = 16;
    private static final int HEAD_BYTES = VERSION_DIGITS + 1 + Integer.BYTES;

    private EntryCodec() {}

    static ByteString encode(OutboxEntry entry) {
        VersionedWrite redo = entry.redo();
        StoredValue value = redo != null && redo.mutation() instanceof Mutation.Put put ? put.value() : null;
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.put(ByteString.copyFromUtf8(String.format(Locale.ROOT, "%016d", entry.version()))
                .asReadOnlyByteBuffer());
        head.put((byte) (redo == null ? '-' : value == null ? 'D' : 'P'));
        head.putInt(entry.key().size()).flip();
        ByteString coded = ByteString.copyFrom(head).concat(entry.key());
        if (value == null) {
            return coded;
        }
        ByteBuffer expiry =
                ByteBuffer.allocate(Long.BYTES).putLong(value.expirySecond()).flip();
        return coded.concat(ByteString.copyFrom(expiry)).concat(value.value());
    }

    static OutboxEntry decode(ByteString coded) {
        try {
            long version = Long.parseLong(coded.substring(0, VERSION_DIGITS).toStringUtf8());
            byte kind = coded.byteAt(VERSION_DIGITS);
            int keyEnd = HEAD_BYTES + coded.asReadOnlyByteBuffer().slice().getInt(VERSION_DIGITS + 1);
            ByteString key = coded.substring(HEAD_BYTES, keyEnd);
            return new OutboxEntry(key, version, redo(kind, key, version, coded.substring(keyEnd)));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    KvErrorCode.DATA_CORRUPT,
                    "an outbox entry of the Redis server is none that this store wrote",
                    e);
        }
    }

    private static @Nullable VersionedWrite redo(byte kind, ByteString key, long version, ByteString rest) {
        return switch (kind) {
            case '-' -> null;
            case 'D' -> new VersionedWrite(key, Mutation.delete(), version);
            case 'P' ->
                new VersionedWrite(
                        key,
                        Mutation.put(new StoredValue(
                                rest.substring(Long.BYTES),
                                rest.asReadOnlyByteBuffer().slice().getLong())),
                        version);
            default -> throw new IndexOutOfBoundsException("no kind " + kind);
        };
    }
}
