package io.slipway.demo.analysis;

import io.slipway.demo.v1.StringFacts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/** Gathers the strings of one file within the bounds that {@code StringFacts} states. Not thread-safe. */
final class StringCollector {
    static final int LENGTH_MIN = 6;
    static final int LENGTH_MAX = 256;
    static final int KEPT_CHARS_MAX = 4 << 20;

    private final Set<String> texts = new LinkedHashSet<>();
    private int total;
    private int keptChars;

    /** Notes one string; those shorter than the minimum do not count. */
    void add(String text) {
        if (text.length() < LENGTH_MIN) {
            return;
        }
        total++;
        String kept = text.length() <= LENGTH_MAX ? text : cut(text);
        if (keptChars + kept.length() <= KEPT_CHARS_MAX && texts.add(kept)) {
            keptChars += kept.length();
        }
    }

    /** Notes every run of printable ASCII, as {@code strings(1)} does. */
    void addPrintableRuns(ByteBuffer content) {
        int runStart = -1;
        int end = content.limit();
        for (int i = content.position(); i < end; i++) {
            byte b = content.get(i);
            boolean printable = (b >= ' ' && b < 0x7F) || b == '\t';
            if (printable && runStart < 0) {
                runStart = i;
            } else if (!printable && runStart >= 0) {
                addRun(content, runStart, i);
                runStart = -1;
            }
        }
        if (runStart >= 0) {
            addRun(content, runStart, end);
        }
    }

    StringFacts facts() {
        return StringFacts.newBuilder().setTotal(total).addAllTexts(texts).build();
    }

    private void addRun(ByteBuffer content, int start, int end) {
        if (end - start < LENGTH_MIN) {
            return;
        }
        byte[] run = new byte[Math.min(end - start, LENGTH_MAX)];
        content.get(start, run);
        add(new String(run, StandardCharsets.US_ASCII));
    }

    /** Cuts between characters, never through a surrogate pair: half of one has no UTF-8 form. */
    private static String cut(String text) {
        boolean pairAcross = Character.isHighSurrogate(text.charAt(LENGTH_MAX - 1));
        return text.substring(0, pairAcross ? LENGTH_MAX - 1 : LENGTH_MAX);
    }
}
