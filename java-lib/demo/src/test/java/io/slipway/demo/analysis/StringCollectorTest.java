package io.slipway.demo.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.demo.v1.StringFacts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StringCollectorTest {
    private final StringCollector strings = new StringCollector();

    @Test
    void should_find_runs_of_at_least_six_printable_bytes() {
        strings.addPrintableRuns(bytes("\u0001abcdef\u0000short\u0000 with blank \u0002end of file"));

        assertThat(strings.facts().getTextsList()).containsExactly("abcdef", " with blank ", "end of file");
    }

    @Test
    void should_count_duplicates_and_keep_one() {
        strings.addPrintableRuns(bytes("abcdef\0abcdef\0abcdef"));

        StringFacts facts = strings.facts();
        assertThat(facts.getTotal()).isEqualTo(3);
        assertThat(facts.getTextsList()).containsExactly("abcdef");
    }

    @Test
    void should_cut_long_strings_between_characters() {
        strings.add("x".repeat(255) + "\uD83D\uDEA2 and more");
        strings.addPrintableRuns(bytes("y".repeat(1000)));

        assertThat(strings.facts().getTextsList()).containsExactly("x".repeat(255), "y".repeat(256));
    }

    @Test
    void should_keep_at_most_four_mebibytes() {
        for (int i = 0; i < 20_000; i++) {
            strings.add("%06d".formatted(i) + "z".repeat(250));
        }

        StringFacts facts = strings.facts();
        assertThat(facts.getTotal()).isEqualTo(20_000);
        assertThat(facts.getTextsCount()).isEqualTo((4 << 20) / 256);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
