package io.slipway.bench.server;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Keys and values of the benchmarks: 32-byte keys without order, as hashes are, and values of {@value #VALUE_BYTES} bytes. */
final class Rows {

    static final String TABLE = "bench";
    static final int VALUE_BYTES = 256;
    static final int GROUP = 100;

    private static final int KEY_BYTES = 32;

    private Rows() {}

    static ByteString key(int number) {
        return random(number, KEY_BYTES);
    }

    static ByteString value(int number) {
        return random(~number, VALUE_BYTES);
    }

    private static ByteString random(int seed, int size) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            bytes.putLong(random.nextLong());
        }
        return ByteString.copyFrom(bytes.flip());
    }
}
