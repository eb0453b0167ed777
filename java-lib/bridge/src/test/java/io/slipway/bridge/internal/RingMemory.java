package io.slipway.bridge.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The memory of a queue as the C side sees it, for requests and completions that need no block. Belongs to one thread. */
final class RingMemory {

    static final int SLOT_BYTES = 256;

    private static final int SUBMITTED = 64;
    private static final int CONSUMED = 192;
    private static final int SLOTS = 512;
    private static final int HEADER = 64;

    private final int entries;
    private final ByteBuffer memory;

    RingMemory(int entries) {
        this.entries = entries;
        this.memory =
                ByteBuffer.allocateDirect(SLOTS + 2 * entries * SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    Rings rings() {
        return new Rings(memory, entries, SLOT_BYTES);
    }

    /** A queue that its client knows. */
    Queue queue(Client client) {
        return Objects.requireNonNull(client.queue(memory, entries, SLOT_BYTES, 0, false, 0));
    }

    void submit(long token, int op, int table, byte[] key, byte[] payload) {
        submit(token, op, 0, table, key.length, payload.length, 0, 0, key, payload);
    }

    void submit(
            long token,
            int op,
            int flags,
            int table,
            int keyBytes,
            int payloadBytes,
            long timeoutMicros,
            long argument,
            byte[] key,
            byte[] payload) {
        long position = memory.getLong(SUBMITTED);
        memory.putLong(SUBMITTED, position + 1);
        int slot = SLOTS + (int) (position % entries) * SLOT_BYTES;
        memory.putLong(slot + 8, token)
                .putShort(slot + 16, (short) op)
                .putShort(slot + 18, (short) flags)
                .putInt(slot + 20, table)
                .putInt(slot + 24, keyBytes)
                .putInt(slot + 28, payloadBytes)
                .putLong(slot + 32, timeoutMicros)
                .putLong(slot + 40, argument)
                .putLong(slot + 48, 0)
                .put(slot + HEADER, key)
                .put(slot + HEADER + key.length, payload);
        memory.putLong(slot, position + 1);
    }

    /** Consumes all completions that are there. */
    List<Completion> take() {
        List<Completion> taken = new ArrayList<>();
        while (true) {
            long position = memory.getLong(CONSUMED);
            int slot = SLOTS + (entries + (int) (position % entries)) * SLOT_BYTES;
            if (memory.getLong(slot) != position + 1) {
                return taken;
            }
            byte[] payload = new byte[(int) memory.getLong(slot + 24)];
            memory.get(slot + HEADER, payload);
            taken.add(new Completion(
                    memory.getLong(slot + 8),
                    memory.getInt(slot + 16),
                    memory.getInt(slot + 20),
                    ByteString.copyFrom(payload)));
            memory.putLong(CONSUMED, position + 1);
        }
    }

    record Completion(long token, int code, int flags, ByteString payload) {

        KvErrorCategory category() {
            return Arrays.stream(KvErrorCode.values())
                    .filter(known -> known.number() == code)
                    .findFirst()
                    .orElseThrow()
                    .category();
        }

        String text() {
            return payload.toStringUtf8();
        }
    }
}
