package io.slipway.bridge.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class LogLinesTest {

    private final List<String> lines = new ArrayList<>();
    private boolean full;

    private final LogLines log = new LogLines(line -> {
        if (!full) {
            assertThat(line.length).isLessThanOrEqualTo(4096);
            lines.add(new String(line, UTF_8));
        }
        return !full;
    });

    private static LogRecord message(Level level, String text) {
        LogRecord message = new LogRecord(level, text);
        message.setLoggerName("a.Logger");
        return message;
    }

    @Test
    void should_write_a_line_of_four_columns() {
        log.publish(message(Level.WARNING, "one\ttwo\nthree\r\\"));
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).endsWith("\n");
        assertThat(lines.get(0).stripTrailing().split("\t", -1))
                .hasSize(4)
                .endsWith("WARN", "a.Logger", "one\\ttwo\\nthree\\r\\\\");
    }

    @Test
    void should_name_four_levels() {
        for (Level level : List.of(Level.SEVERE, Level.WARNING, Level.INFO, Level.CONFIG, Level.FINEST)) {
            log.publish(message(level, "text"));
        }
        assertThat(lines)
                .extracting(line -> line.split("\t", -1)[1])
                .containsExactly("ERROR", "WARN", "INFO", "DEBUG", "DEBUG");
    }

    @Test
    void should_put_a_stack_into_the_same_line() {
        LogRecord message = message(Level.SEVERE, "failed {0}");
        message.setParameters(new Object[] {"here"});
        message.setThrown(new IllegalStateException("why"));
        log.publish(message);
        assertThat(lines)
                .singleElement()
                .asString()
                .contains("failed here\\njava.lang.IllegalStateException: why\\n\\tat ");
        assertThat(lines.get(0).indexOf('\n')).isEqualTo(lines.get(0).length() - 1);
    }

    @Test
    void should_count_what_was_dropped_and_say_so_once() {
        full = true;
        log.publish(message(Level.WARNING, "lost"));
        log.publish(message(Level.WARNING, "lost too"));
        full = false;
        log.publish(message(Level.WARNING, "kept"));
        log.publish(message(Level.WARNING, "kept too"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("(2 messages before this one were dropped) kept\n");
        assertThat(lines.get(1)).endsWith("\tkept too\n");
    }

    @Test
    void should_cut_a_long_line_between_characters() {
        for (int shift = 0; shift < 4; shift++) {
            log.publish(message(Level.WARNING, "x".repeat(shift) + "\u20ac".repeat(3_000)));
        }
        assertThat(lines).hasSize(4).allSatisfy(line -> {
            assertThat(line).endsWith("\u20ac\n");
            assertThat(line.getBytes(UTF_8).length).isBetween(4_093, 4_096);
        });
    }
}
