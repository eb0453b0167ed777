package io.slipway.spi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads layouts from their configured form. */
final class LayoutText {

    private static final Pattern LENGTH = Pattern.compile("prefix\\(\\s*length\\s+(\\d{1,9})\\s*\\)");
    private static final Pattern UNTIL = Pattern.compile("prefix\\(\\s*until\\s+0x([0-9a-fA-F]{2})\\s*\\)");
    private static final Pattern BUCKETED =
            Pattern.compile("bucketed\\(\\s*(prefix\\([^)]*\\))\\s*,\\s*(\\d{1,9})\\s*\\)");

    private LayoutText() {}

    static Layout parse(String text) {
        String trimmed = text.strip();
        if (trimmed.equals("hash")) {
            return Layout.hash();
        }
        Matcher bucketed = BUCKETED.matcher(trimmed);
        return bucketed.matches()
                ? new Layout.Bucketed(prefix(bucketed.group(1), text), Integer.parseInt(bucketed.group(2)))
                : prefix(trimmed, text);
    }

    private static Layout.Prefix prefix(String part, String whole) {
        Matcher length = LENGTH.matcher(part);
        if (length.matches()) {
            return new Layout.PrefixLength(Integer.parseInt(length.group(1)));
        }
        Matcher until = UNTIL.matcher(part);
        if (until.matches()) {
            return new Layout.PrefixUntil((byte) Integer.parseInt(until.group(1), 16));
        }
        throw new IllegalArgumentException("layout '" + whole
                + "' is none of: hash, prefix(length 8), prefix(until 0x2f), bucketed(prefix(length 4), 16)");
    }
}
