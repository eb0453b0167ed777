package io.slipway.kv;

import com.google.protobuf.ByteString;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an ordered scan visits: {@code from} (inclusive) up to {@code to} (exclusive), compared as unsigned bytes.
 *
 * <p>Immutable. A page holds at most {@link #limit()} entries.
 */
public final class ScanRange {

    /** The page size where none is given. */
    public static final int DEFAULT_LIMIT = 1_000;

    private final ByteString from;
    private final @Nullable ByteString to;
    private final int limit;
    private final @Nullable ScanToken token;

    private ScanRange(ByteString from, @Nullable ByteString to, int limit, @Nullable ScanToken token) {
        this.from = from;
        this.to = to;
        this.limit = limit;
        this.token = token;
    }

    /** All keys that begin with {@code prefix}. */
    public static ScanRange prefix(ByteString prefix) {
        return new ScanRange(prefix, successorOfPrefix(prefix), DEFAULT_LIMIT, null);
    }

    /** All keys at or behind {@code from} and before {@code to}. */
    public static ScanRange between(ByteString from, ByteString to) {
        return new ScanRange(from, Objects.requireNonNull(to), DEFAULT_LIMIT, null);
    }

    /** All keys at or behind {@code from}. */
    public static ScanRange from(ByteString from) {
        return new ScanRange(from, null, DEFAULT_LIMIT, null);
    }

    /** The same range with pages of at most {@code limit} entries (1 to 10,000). */
    public ScanRange limit(int limit) {
        return new ScanRange(from, to, limit, token);
    }

    /** The same range from behind the page that gave {@code token}. */
    public ScanRange resume(ScanToken token) {
        return new ScanRange(from, to, limit, token);
    }

    public ByteString from() {
        return from;
    }

    /** The exclusive upper bound; empty if the range has none. */
    public Optional<ByteString> to() {
        return Optional.ofNullable(to);
    }

    public int limit() {
        return limit;
    }

    /** Where to resume; empty at the beginning. */
    public Optional<ScanToken> token() {
        return Optional.ofNullable(token);
    }

    /** The smallest key that is greater than every key with this prefix; null if the prefix is empty or all 0xff. */
    static @Nullable ByteString successorOfPrefix(ByteString prefix) {
        for (int i = prefix.size() - 1; i >= 0; i--) {
            if (prefix.byteAt(i) != (byte) 0xff) {
                return prefix.substring(0, i).concat(ByteString.copyFrom(new byte[] {(byte) (prefix.byteAt(i) + 1)}));
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return "ScanRange[" + from.size() + " bytes .. " + (to == null ? "end" : to.size() + " bytes") + ", limit "
                + limit + "]";
    }
}
