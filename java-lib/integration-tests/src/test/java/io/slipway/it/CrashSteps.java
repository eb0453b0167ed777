package io.slipway.it;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What one writer of the crash test does, step by step: the same for the process that is killed and for the test that checks it. A step may
 * be repeated, and every writer has keys of its own; so the number of the last step decides what they hold.
 */
record CrashSteps(long seed, int writer) {
    static final String TABLE = "reports";
    static final int WRITERS = 8;
    static final int COLD_ROWS = 2_500;

    private static final int KEYS = 60;
    private static final int LARGE_BYTES = (1 << 20) + 99;

    /** One write; an empty value deletes. */
    record Step(ByteString key, Optional<ByteString> value) {}

    Step step(int number) {
        Random random = new Random(seed * 1_000_003 + writer * 65_537L + number);
        ByteString key = ByteString.copyFromUtf8("w" + writer + "/" + random.nextInt(KEYS));
        if (random.nextInt(4) == 0) {
            return new Step(key, Optional.empty());
        }
        byte[] bytes = new byte[random.nextInt(500) == 0 ? LARGE_BYTES : random.nextInt(300)];
        random.nextBytes(bytes);
        return new Step(key, Optional.of(ByteString.copyFrom(bytes)));
    }

    /** Adds what this writer leaves behind after {@code steps} steps. */
    void replay(int steps, Map<ByteString, ByteString> rows) {
        for (int number = 0; number < steps; number++) {
            Step step = step(number);
            step.value().ifPresentOrElse(value -> rows.put(step.key(), value), () -> rows.remove(step.key()));
        }
    }

    /** Adds the rows that are there before the first step and that no step touches. */
    static void cold(long seed, Map<ByteString, ByteString> rows) {
        Random random = new Random(seed);
        for (int row = 0; row < COLD_ROWS; row++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            rows.put(ByteString.copyFromUtf8("cold" + row % 20 + "/" + row), ByteString.copyFrom(bytes));
        }
    }
}
