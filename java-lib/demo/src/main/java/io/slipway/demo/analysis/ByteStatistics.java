package io.slipway.demo.analysis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Byte counts of a file and the Shannon entropies that follow from them: of the whole and of each 4 KiB window.
 * Packed or encrypted parts of a file stand out as windows close to 8 bits a byte.
 */
final class ByteStatistics {
    static final int WINDOW_BYTES = 4096;

    private final long[] counts;
    private final int entropyMillibits;
    private final int[] windowEntropyMillibits;

    private ByteStatistics(long[] counts, int entropyMillibits, int[] windowEntropyMillibits) {
        this.counts = counts;
        this.entropyMillibits = entropyMillibits;
        this.windowEntropyMillibits = windowEntropyMillibits;
    }

    /** Counts the bytes between the buffer's position and limit; leaves both as they are. */
    static ByteStatistics of(ByteBuffer content) {
        int size = content.remaining();
        long[] total = new long[256];
        int[] windows = new int[(size + WINDOW_BYTES - 1) / WINDOW_BYTES];
        byte[] window = new byte[Math.min(WINDOW_BYTES, size)];
        int[] counts = new int[256];
        for (int i = 0; i < windows.length; i++) {
            int offset = i * WINDOW_BYTES;
            int length = Math.min(WINDOW_BYTES, size - offset);
            content.get(content.position() + offset, window, 0, length);
            Arrays.fill(counts, 0);
            for (int j = 0; j < length; j++) {
                counts[window[j] & 0xFF]++;
            }
            double bits = 0;
            for (int value = 0; value < 256; value++) {
                total[value] += counts[value];
                bits += counts[value] == 0 ? 0 : counts[value] * LogTable.LOG2[counts[value]];
            }
            windows[i] = millibits(LogTable.LOG2[length] - bits / length);
        }
        return new ByteStatistics(total, entropyOf(total, size), windows);
    }

    /** Entropy of the whole, in thousandths of a bit per byte: 0..8000. */
    int entropyMillibits() {
        return entropyMillibits;
    }

    /** Entropy of each window, in file order. */
    List<Integer> windowEntropyMillibits() {
        return IntStream.of(windowEntropyMillibits).boxed().toList();
    }

    /** How often each of the 256 byte values occurs. */
    List<Long> histogram() {
        return LongStream.of(counts).boxed().toList();
    }

    private static int entropyOf(long[] counts, long size) {
        double bits = 0;
        for (long count : counts) {
            if (count > 0) {
                double share = (double) count / size;
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return millibits(bits);
    }

    private static int millibits(double bits) {
        return (int) Math.round(bits * 1000);
    }

    /** Base-2 logarithms of 0..4096: a logarithm per window and byte value would dominate the analysis. */
    private static final class LogTable {
        static final double[] LOG2 = new double[WINDOW_BYTES + 1];

        static {
            for (int i = 1; i <= WINDOW_BYTES; i++) {
                LOG2[i] = Math.log(i) / Math.log(2);
            }
        }
    }
}
