package io.slipway.demo.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ByteStatisticsTest {
    @Test
    void should_be_zero_bits_if_all_bytes_are_equal() {
        ByteStatistics statistics = ByteStatistics.of(ByteBuffer.allocate(10_000));

        assertThat(statistics.entropyMillibits()).isZero();
        assertThat(statistics.windowEntropyMillibits()).containsExactly(0, 0, 0);
        assertThat(statistics.histogram()).hasSize(256).startsWith(10_000L, 0L);
    }

    @Test
    void should_be_eight_bits_if_all_values_are_equally_frequent() {
        ByteBuffer content = ByteBuffer.allocate(4096);
        for (int i = 0; i < 4096; i++) {
            content.put((byte) i);
        }

        ByteStatistics statistics = ByteStatistics.of(content.flip());

        assertThat(statistics.entropyMillibits()).isEqualTo(8000);
        assertThat(statistics.windowEntropyMillibits()).containsExactly(8000);
        assertThat(statistics.histogram()).containsOnly(16L);
    }

    @Test
    void should_follow_shannon_if_values_differ_in_frequency() {
        ByteBuffer content = ByteBuffer.wrap(new byte[] {1, 1, 2, 3});

        ByteStatistics statistics = ByteStatistics.of(content);

        assertThat(statistics.entropyMillibits())
                .as("1/2 * 1 bit + 2 * 1/4 * 2 bits")
                .isEqualTo(1500);
        assertThat(statistics.windowEntropyMillibits()).containsExactly(1500);
    }

    @Test
    void should_tell_windows_apart() {
        ByteBuffer content = ByteBuffer.allocate(8192 + 2);
        for (int i = 4096; i < 8192; i++) {
            content.put(i, (byte) (i % 2));
        }
        content.put(8192, (byte) 7);

        assertThat(ByteStatistics.of(content).windowEntropyMillibits()).containsExactly(0, 1000, 1000);
    }

    @Test
    void should_have_no_windows_if_there_are_no_bytes() {
        ByteStatistics statistics = ByteStatistics.of(ByteBuffer.allocate(0));

        assertThat(statistics.entropyMillibits()).isZero();
        assertThat(statistics.windowEntropyMillibits()).isEmpty();
    }
}
