package io.slipway.target.cql.layout;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import org.jspecify.annotations.Nullable;

/** Says which layout could scan a range that another one refused. */
final class ScanAdvice {

    /** The longest prefix that a layout may name. */
    private static final int LENGTH_MAX = 1_024;

    private ScanAdvice() {}

    static String layoutFor(KeyRange range) {
        int common = commonPrefixLength(range);
        return common == 0
                ? "no layout could: its keys have no first byte in common; narrow it, or use scanAll"
                : "prefix(length " + Math.min(common, LENGTH_MAX) + ") or a shorter prefix could";
    }

    /** How many leading bytes all keys of the range share. */
    private static int commonPrefixLength(KeyRange range) {
        for (int length = range.from().size(); length > 0; length--) {
            if (endsWithin(range, range.from().substring(0, length))) {
                return length;
            }
        }
        return 0;
    }

    /** Whether no key of the range lies behind the last key that begins with {@code prefix}. */
    static boolean endsWithin(KeyRange range, ByteString prefix) {
        ByteString successor = successor(prefix);
        return successor == null
                || (range.to() != null
                        && ByteString.unsignedLexicographicalComparator().compare(range.to(), successor) <= 0);
    }

    /** The least key behind all keys that begin with {@code prefix}; null if there is none. */
    private static @Nullable ByteString successor(ByteString prefix) {
        for (int i = prefix.size() - 1; i >= 0; i--) {
            if (prefix.byteAt(i) != (byte) 0xff) {
                return prefix.substring(0, i).concat(ByteString.copyFrom(new byte[] {(byte) (prefix.byteAt(i) + 1)}));
            }
        }
        return null;
    }
}
