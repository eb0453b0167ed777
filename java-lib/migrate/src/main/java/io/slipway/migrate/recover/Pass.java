package io.slipway.migrate.recover;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * What one walk over an outbox finds out about the target: which keys it fails, and whether it is there at all.
 *
 * <p>A target that fails so many keys without taking one between, or that refuses the whole table, counts as away: the rest of the walk is
 * left for later. Thread-safe.
 */
final class Pass {

    private final Rests rests;
    private final int failuresInRowMax;
    private int failuresInRow;
    private boolean away;
    private boolean leftOut;
    private @Nullable Throwable failure;

    Pass(Rests rests, int failuresInRowMax) {
        this.rests = rests;
        this.failuresInRowMax = failuresInRowMax;
    }

    /** Whether the key failed lately and should be left out this time. */
    synchronized boolean leavesOut(ByteString key, long now) {
        boolean rests = this.rests.rests(key, now);
        leftOut |= rests;
        return rests;
    }

    synchronized void succeeded(ByteString key) {
        failuresInRow = 0;
        rests.succeeded(key);
    }

    synchronized void failed(ByteString key, Throwable cause, long now) {
        if (failure == null) {
            failure = cause;
        }
        if (cause instanceof StoreException refusal && refusal.kind() == StoreException.Kind.TABLE_REFUSED) {
            away = true;
            return;
        }
        rests.failed(key, now);
        failuresInRow++;
        away |= failuresInRow >= failuresInRowMax;
    }

    /** Whether nothing more should be sent. */
    synchronized boolean away() {
        return away;
    }

    /** Whether the target took everything that there was. */
    synchronized boolean complete() {
        return failure == null && !leftOut;
    }

    /** The first failure of the target; null if there was none. */
    synchronized @Nullable Throwable failure() {
        return failure;
    }
}
