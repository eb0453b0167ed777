package io.slipway.kv.spi;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A scan position of a store that keeps its keys in order: the part of the key space that is left to visit.
 *
 * <p>Encoded as the byte {@code 'R'}, the length of {@code from} (4 bytes, big endian), {@code from}, one byte that says whether {@code to}
 * follows, {@code to}, and the CRC-32C of all that.
 *
 * @param from inclusive
 * @param to exclusive; null for no bound
 */
public record RangeToken(ByteString from, @Nullable ByteString to) {

    /** The whole key space, which is what {@link ScanToken#START} stands for. */
    public static final RangeToken ALL = new RangeToken(ByteString.EMPTY, null);

    private static final byte KIND = 'R';
    private static final int HEAD_BYTES = 1 + Integer.BYTES;
    private static final int FRAME_BYTES = HEAD_BYTES + 1 + Integer.BYTES;
    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    /**
     * Where a scan of {@code range} begins: at its token if it has one, else at its first key.
     *
     * @throws io.slipway.kv.KvUserException if the token cannot be read or lies outside the range
     */
    public static RangeToken of(String table, ScanRange range) {
        RangeToken whole = new RangeToken(range.from(), range.to().orElse(null));
        if (range.token().isEmpty()) {
            return whole;
        }
        RangeToken left = decode(table, "scan", range.token().get());
        boolean inside = ORDER.compare(left.from, whole.from) >= 0
                && (whole.to == null || ORDER.compare(left.from, whole.to) <= 0);
        if (!inside) {
            throw unreadable(table, "scan", "lies outside the range");
        }
        return new RangeToken(left.from, whole.to);
    }

    /**
     * Reads what {@link #encode()} wrote, and {@link ScanToken#START}.
     *
     * @throws io.slipway.kv.KvUserException if it is neither
     */
    public static RangeToken decode(String table, String operation, ScanToken token) {
        ByteString bytes = token.bytes();
        if (bytes.isEmpty()) {
            return ALL;
        }
        if (bytes.size() < FRAME_BYTES || bytes.byteAt(0) != KIND) {
            throw unreadable(table, operation, "is none of this store's");
        }
        ByteString body = bytes.substring(0, bytes.size() - Integer.BYTES);
        ByteBuffer read = bytes.asReadOnlyByteBuffer();
        int fromBytes = read.getInt(1);
        if (read.getInt(body.size()) != checksum(body) || fromBytes < 0 || fromBytes > body.size() - HEAD_BYTES - 1) {
            throw unreadable(table, operation, "is damaged");
        }
        ByteString from = body.substring(HEAD_BYTES, HEAD_BYTES + fromBytes);
        ByteString to = body.substring(HEAD_BYTES + fromBytes + 1);
        return new RangeToken(from, body.byteAt(HEAD_BYTES + fromBytes) == 0 ? null : to);
    }

    /** The rest of this range once everything up to and including {@code key} has been visited. */
    public RangeToken behind(ByteString key) {
        return new RangeToken(key.concat(ByteString.copyFrom(new byte[1])), to);
    }

    public ScanToken encode() {
        ByteString end = to == null ? ByteString.EMPTY : to;
        ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES + from.size() + end.size());
        frame.put(KIND).putInt(from.size());
        from.copyTo(frame);
        frame.put((byte) (to == null ? 0 : 1));
        end.copyTo(frame);
        frame.putInt(checksum(ByteString.copyFrom(frame.array(), 0, frame.position())));
        return new ScanToken(ByteString.copyFrom(frame.array()));
    }

    private static int checksum(ByteString body) {
        CRC32C crc = new CRC32C();
        crc.update(body.asReadOnlyByteBuffer());
        return (int) crc.getValue();
    }

    private static KvException unreadable(String table, String operation, String why) {
        return KvException.of(
                KvErrorCode.SCAN_TOKEN,
                "table '" + table + "', " + operation + ": the scan token " + why + "; start the scan again");
    }
}
