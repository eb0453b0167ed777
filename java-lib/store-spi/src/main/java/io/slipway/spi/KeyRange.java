package io.slipway.spi;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The keys at or behind {@code from} and before {@code to}, compared as unsigned bytes.
 *
 * @param from inclusive; empty for the beginning
 * @param to exclusive; null for no bound
 */
public record KeyRange(ByteString from, @Nullable ByteString to) {

    public static final KeyRange ALL = new KeyRange(ByteString.EMPTY, null);

    public boolean contains(ByteString key) {
        return ByteString.unsignedLexicographicalComparator().compare(key, from) >= 0
                && (to == null || ByteString.unsignedLexicographicalComparator().compare(key, to) < 0);
    }

    /** The part of this range that lies strictly behind {@code key}. */
    public KeyRange behind(ByteString key) {
        return new KeyRange(key.concat(ByteString.copyFrom(new byte[1])), to);
    }
}
