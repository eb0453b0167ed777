package io.slipway.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void should_give_every_error_an_exit_code() {
        assertThat(exit(KvErrorCode.GATE_REFUSED)).isEqualTo(4);
        assertThat(exit(KvErrorCode.CONFIG_CONFLICT)).isEqualTo(4);
        assertThat(exit(KvErrorCode.TARGET_UNAVAILABLE)).isEqualTo(3);
        assertThat(exit(KvErrorCode.CREDENTIALS)).isEqualTo(3);
        assertThat(exit(KvErrorCode.STAGE_EDGE)).isEqualTo(2);
        assertThat(exit(KvErrorCode.CONFIG)).isEqualTo(2);
        assertThat(exit(KvErrorCode.WRITE_REFUSED)).isEqualTo(1);
        assertThat(exit(KvErrorCode.INTERNAL_ERROR)).isEqualTo(70);
        for (KvErrorCode code : KvErrorCode.values()) {
            assertThat(exit(code)).isIn(1, 2, 3, 4, 70);
        }
    }

    private static int exit(KvErrorCode code) {
        return Exit.of(KvException.of(code, "")).code();
    }

    @Test
    void should_write_sizes_times_and_columns_as_people_read_them() {
        assertThat(Words.bytes(0)).isEqualTo("0 B");
        assertThat(Words.bytes(999)).isEqualTo("999 B");
        assertThat(Words.bytes(1_234)).isEqualTo("1.23 kB");
        assertThat(Words.bytes(12_345_678)).isEqualTo("12.3 MB");
        assertThat(Words.time(Duration.ofSeconds(3_723))).isEqualTo("1:02:03");
        assertThat(Words.columns(List.of(List.of("A", "LONG"), List.of("value", "x"))))
                .containsExactly("A      LONG", "value  x");
    }

    @Test
    void should_say_how_far_a_task_is_every_other_second_where_nobody_watches() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        AtomicLong nanos = new AtomicLong();
        ProgressLines lines =
                new ProgressLines(new PrintStream(err, true, StandardCharsets.UTF_8), "load t", "rows", nanos::get);
        for (int second = 0; second < 5; second++) {
            lines.at(1_000L * second, 10_000, 1_000, "1 MB/s");
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "load t: 0 of about 10,000 rows, 1,000/s, 1 MB/s, ETA 0:00:10",
                        "load t: 2,000 of about 10,000 rows, 1,000/s, 1 MB/s, ETA 0:00:08",
                        "load t: 4,000 of about 10,000 rows, 1,000/s, 1 MB/s, ETA 0:00:06");
    }

    @Test
    void should_cancel_what_is_registered_and_nothing_else() {
        Interruption interruption = new Interruption(Duration.ZERO);
        AtomicBoolean cancelled = new AtomicBoolean();
        Interruption.Registration registration = interruption.cancels(() -> cancelled.set(true));
        registration.close();
        interruption.run();
        assertThat(cancelled).isFalse();
        interruption.cancels(() -> cancelled.set(true));
        interruption.run();
        assertThat(cancelled).isTrue();
    }
}
