package io.slipway.target.cql.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a table says of itself in its comment, set once at its creation.
 *
 * <p>The columns alone cannot tell two prefix layouts apart. The chunk limit is part of it because one write, repeated under another
 * limit, would be stored once whole and once in chunks, and each would hide the other.
 *
 * @param layout as {@link io.slipway.spi.Layout#text} has it
 * @param chunkBytes the largest value that is kept in one row
 */
record TableIdentity(String layout, int chunkBytes) {

    private static final Pattern COMMENT = Pattern.compile("slipway schema 1, layout (.+), chunk (\\d{1,9})");

    String comment() {
        return "slipway schema 1, layout " + layout + ", chunk " + chunkBytes;
    }

    /** Reads a table's comment; empty if Slipway did not write it. */
    static Optional<TableIdentity> parse(String comment) {
        Matcher matcher = COMMENT.matcher(comment);
        return matcher.matches()
                ? Optional.of(new TableIdentity(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }
}
