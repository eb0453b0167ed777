package io.slipway.bridge.internal;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of a queue's two rings, whose layout is in {@code slipway.h}: reads submissions in order, adds completions from any thread.
 *
 * <p>One thread at a time reads submissions (the C side elects it). Completions need no lock: a request holds a credit until its completion is
 * consumed, so a slot of the completion ring is free for each.
 */
final class Rings {

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int COMPLETED = 128;
    private static final int ASLEEP = 256;
    private static final int DRAINED = 320;
    private static final int SLOTS = 512;
    private static final int HEADER = 64;

    private final ByteBuffer memory;
    private final int mask;
    private final int slotBytes;
    private final int completions;

    Rings(ByteBuffer memory, int entries, int slotBytes) {
        this.memory = memory.order(ByteOrder.LITTLE_ENDIAN);
        this.mask = entries - 1;
        this.slotBytes = slotBytes;
        this.completions = SLOTS + entries * slotBytes;
    }

    int entries() {
        return mask + 1;
    }

    /** The offset of the oldest submission, or -1 if there is none. */
    int nextSubmission() {
        long drained = (long) LONG.getOpaque(memory, DRAINED);
        int slot = SLOTS + ((int) drained & mask) * slotBytes;
        return (long) LONG.getAcquire(memory, slot) == drained + 1 ? slot : -1;
    }

    /** Goes on behind the submission that {@link #nextSubmission} gave. */
    void submissionRead() {
        LONG.setRelease(memory, DRAINED, (long) LONG.getOpaque(memory, DRAINED) + 1);
    }

    long token(int slot) {
        return memory.getLong(slot + 8);
    }

    int op(int slot) {
        return Short.toUnsignedInt(memory.getShort(slot + 16));
    }

    int flags(int slot) {
        return Short.toUnsignedInt(memory.getShort(slot + 18));
    }

    int table(int slot) {
        return memory.getInt(slot + 20);
    }

    long timeoutMicros(int slot) {
        return memory.getLong(slot + 32);
    }

    long argument(int slot) {
        return memory.getLong(slot + 40);
    }

    ByteString key(int slot) {
        return data(slot, 0, memory.getInt(slot + 24));
    }

    ByteString payload(int slot) {
        return data(slot, memory.getInt(slot + 24), memory.getInt(slot + 28));
    }

    /** Frees the block of a submission, if it has one. Its data has been copied. */
    void freeBlock(int slot) {
        long block = memory.getLong(slot + 48);
        if (block != 0) {
            Native.free(block);
        }
    }

    private ByteString data(int slot, int offset, int count) {
        long block = memory.getLong(slot + 48);
        if (offset < 0 || count < 0 || (block == 0 && (long) offset + count > slotBytes - HEADER)) {
            throw KvException.of(
                    KvErrorCode.ARGUMENT, "a request has sizes that its slot cannot hold; give it a block");
        }
        if (count == 0) {
            return ByteString.EMPTY;
        }
        byte[] bytes = new byte[count];
        if (block == 0) {
            memory.get(slot + HEADER + offset, bytes);
        } else {
            Native.copyIn(block, offset, bytes);
        }
        // Nobody else has this array.
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    /**
     * Adds a completion. All that can fail is done before a place in the ring is taken.
     *
     * @return whether the consumer sleeps, so that it must be woken
     * @throws OutOfMemoryError if a large payload finds no memory; nothing was added
     */
    boolean complete(long token, int code, int flags, ByteString payload) {
        long block = payload.size() > slotBytes - HEADER ? copyToBlock(payload) : 0;
        long position = (long) LONG.getAndAdd(memory, COMPLETED, 1L);
        int slot = completions + ((int) position & mask) * slotBytes;
        memory.putLong(slot + 8, token);
        memory.putInt(slot + 16, code);
        memory.putInt(slot + 20, flags);
        memory.putLong(slot + 24, payload.size());
        memory.putLong(slot + 32, block);
        if (block == 0 && !payload.isEmpty()) {
            try {
                copy(payload, new ToMemory(memory, slot + HEADER));
            } catch (Throwable t) {
                // The place is taken, and everybody behind it would wait for ever.
                memory.putInt(slot + 16, KvErrorCode.INTERNAL_ERROR.number());
                memory.putLong(slot + 24, 0);
            }
        }
        LONG.setRelease(memory, slot, position + 1);
        // The consumer says that it sleeps and looks at the ring; this looks whether it sleeps after having filled the
        // ring. One of both sees the other.
        VarHandle.fullFence();
        return (int) INT.getOpaque(memory, ASLEEP) == 1 && INT.compareAndSet(memory, ASLEEP, 1, 0);
    }

    private static long copyToBlock(ByteString payload) {
        long block = Native.allocate(payload.size());
        if (block == 0) {
            throw new OutOfMemoryError("no block of " + payload.size() + " bytes for a completion");
        }
        try {
            copy(payload, new ToBlock(block));
        } catch (Throwable t) {
            Native.free(block);
            throw t;
        }
        return block;
    }

    private static void copy(ByteString payload, ByteOutput output) {
        try {
            UnsafeByteOperations.unsafeWriteTo(payload, output);
        } catch (IOException e) {
            throw new IllegalStateException("memory does no I/O", e);
        }
    }

    /** Copies what a byte string holds without an array in between. */
    private static final class ToMemory extends ByteOutput {

        private final ByteBuffer memory;
        private int next;

        ToMemory(ByteBuffer memory, int start) {
            this.memory = memory;
            this.next = start;
        }

        @Override
        public void write(byte value) {
            memory.put(next++, value);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            memory.put(next, bytes, from, count);
            next += count;
        }

        @Override
        public void writeLazy(byte[] bytes, int from, int count) {
            write(bytes, from, count);
        }

        @Override
        public void write(ByteBuffer bytes) {
            int count = bytes.remaining();
            memory.put(next, bytes, bytes.position(), count);
            next += count;
        }

        @Override
        public void writeLazy(ByteBuffer bytes) {
            write(bytes);
        }
    }

    private static final class ToBlock extends ByteOutput {

        private long next;

        ToBlock(long start) {
            this.next = start;
        }

        @Override
        public void write(byte value) {
            write(new byte[] {value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            Native.copyOut(bytes, from, count, next);
            next += count;
        }

        @Override
        public void writeLazy(byte[] bytes, int from, int count) {
            write(bytes, from, count);
        }

        @Override
        public void write(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            write(copy, 0, copy.length);
        }

        @Override
        public void writeLazy(ByteBuffer bytes) {
            write(bytes);
        }
    }
}
