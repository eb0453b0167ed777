package io.slipway.migrate.validate;

import com.google.protobuf.ByteString;

/**
 * A key whose states at the two sides differ for good.
 *
 * @param source what the source has: a short hash of the value and its expiry, or {@code absent}
 * @param target what the target has, likewise
 */
public record Difference(Kind kind, ByteString key, String source, String target) {

    /** How two states differ. */
    public enum Kind {
        /** The source has the key, the target does not. */
        MISSING,
        /** The target has the key, the source does not. */
        EXTRA,
        /** Both have it with different bytes. */
        VALUE,
        /** The same bytes expire at seconds more than two apart. */
        EXPIRY,
        /** The target cannot put its large value together, whatever the source has. */
        UNREADABLE
    }
}
