package io.slipway.source.rocksdb;

import com.google.protobuf.ByteString;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What one writer of the crash test does, step by step: the same for the process that does it and for the test that checks it.
 *
 * <p>Every writer has keys of its own in both tables, so its steps alone decide what they hold.
 */
record CrashProgram(long seed, int writer) {

    static final String LOGGED = "logged";
    static final String PLAIN = "plain";
    static final int EPOCH = 1;
    private static final int KEYS = 40;
    private static final int CONFIRM_EVERY = 3;

    /** One step: writes, or the confirmation of what the step before has logged. */
    record Step(List<SourceWrite> writes, boolean confirms) {

        SourceBatch batch() {
            return new SourceBatch(writes, List.of());
        }
    }

    Step step(int number) {
        if (number % CONFIRM_EVERY == CONFIRM_EVERY - 1) {
            return new Step(List.of(), true);
        }
        Random random = new Random(seed * 1_000_003 + writer * 65_537L + number);
        Map<String, SourceWrite> writes = new LinkedHashMap<>();
        int count = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 1;
        for (int i = 0; i < count; i++) {
            String table = random.nextBoolean() ? LOGGED : PLAIN;
            String key = "w" + writer + "/" + random.nextInt(KEYS);
            writes.put(
                    table + key,
                    new SourceWrite(
                            new TableEpoch(table, EPOCH), ByteString.copyFromUtf8(key), mutation(number, random)));
        }
        return new Step(new ArrayList<>(writes.values()), false);
    }

    private static Mutation mutation(int number, Random random) {
        byte[] padding = new byte[random.nextInt(2_000)];
        random.nextBytes(padding);
        return random.nextInt(4) == 0
                ? Mutation.delete()
                : Mutation.put(StoredValue.lasting(
                        ByteString.copyFromUtf8("step " + number + " ").concat(ByteString.copyFrom(padding))));
    }
}
