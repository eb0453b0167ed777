package io.slipway.bridge.internal;

/**
 * What {@code libslipway.so} does for Java. The library registers these functions when it opens the runtime; nothing loads it from here.
 *
 * <p>Addresses are of the library's memory and valid for as long as its side promises; a wrong one is a crash, so they stay in this package.
 */
final class Native {

    private Native() {}

    /** Fills the {@code slipway_error} at that address. */
    static native void fail(long error, int code, byte[] message);

    /** Makes a queue's eventfd readable. */
    static native void wake(long queue);

    /** Waits until somebody rings for a queue; whether the queue is being closed. */
    static native boolean await(long queue);

    /** Gives a queue's memory back; nothing may touch its rings any more. */
    static native void release(long queue);

    /** A block of that many bytes; 0 if memory is short. */
    static native long allocate(long bytes);

    static native void free(long block);

    /** Copies {@code bytes.length} bytes from {@code offset} of a block. */
    static native void copyIn(long block, long offset, byte[] bytes);

    /** Copies a part of {@code bytes} to an address. */
    static native void copyOut(byte[] bytes, int from, int count, long address);

    /** Writes to a descriptor; false unless it took all of it at once. */
    static native boolean write(int descriptor, byte[] bytes);
}
