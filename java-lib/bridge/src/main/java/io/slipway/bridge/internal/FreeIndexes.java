package io.slipway.bridge.internal;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The numbers 0 to n - 1 that are not in use: a lock-free stack (Treiber, 1986).
 *
 * <p>Thread-safe. The head carries a count of its changes, so that a number that was taken and given back meanwhile is noticed.
 */
final class FreeIndexes {

    private static final int NONE = -1;

    private final AtomicIntegerArray next;
    private final AtomicLong head;

    FreeIndexes(int count) {
        next = new AtomicIntegerArray(count);
        for (int i = 0; i < count; i++) {
            next.setPlain(i, i + 1 < count ? i + 1 : NONE);
        }
        head = new AtomicLong(0);
    }

    /** @throws IllegalStateException if all are in use */
    int take() {
        while (true) {
            long before = head.get();
            int index = (int) before;
            if (index == NONE) {
                throw new IllegalStateException("more requests in flight than the queue has entries");
            }
            if (head.compareAndSet(before, with(before, next.get(index)))) {
                return index;
            }
        }
    }

    void give(int index) {
        while (true) {
            long before = head.get();
            next.set(index, (int) before);
            if (head.compareAndSet(before, with(before, index))) {
                return;
            }
        }
    }

    private static long with(long before, int index) {
        return ((before >>> 32) + 1) << 32 | Integer.toUnsignedLong(index);
    }
}
