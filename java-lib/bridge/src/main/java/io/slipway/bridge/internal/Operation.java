package io.slipway.bridge.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request in flight: completes once, by its store's answer or because its caller gave it up, whichever is first.
 *
 * <p>Thread-safe once it has been started; {@link #expect} belongs to the thread that starts it.
 */
final class Operation implements BiConsumer<@Nullable Object, @Nullable Throwable> {

    private final Queue queue;
    private final long token;
    private final int index;
    private final AtomicBoolean completed = new AtomicBoolean();
    private Reply reply = Reply.NOTHING;
    private volatile boolean write;

    Operation(Queue queue, long token, FreeIndexes free) {
        this.queue = queue;
        this.token = token;
        this.index = free.take();
    }

    long token() {
        return token;
    }

    int index() {
        return index;
    }

    /** What the store's answer will be made of, and whether to give up means not to know. */
    void expect(Reply reply, boolean write) {
        this.reply = reply;
        this.write = write;
    }

    @Override
    public void accept(@Nullable Object answer, @Nullable Throwable thrown) {
        if (!completed.compareAndSet(false, true)) {
            return;
        }
        ByteString payload = null;
        Failure failure = null;
        try {
            if (thrown == null) {
                payload = reply.payload(answer);
            } else {
                failure = Failure.of(thrown);
            }
        } catch (Throwable t) {
            failure = Failure.of(t);
            payload = null;
        }
        queue.complete(this, payload, failure);
    }

    /**
     * Completes this with {@code code}, or as a write whose outcome is unknown.
     *
     * @return whether it was in flight until now
     */
    boolean giveUp(KvErrorCode code, String why) {
        if (!completed.compareAndSet(false, true)) {
            return false;
        }
        KvException given = write
                ? KvException.of(KvErrorCode.WRITE_INTERRUPTED, why + "; the write may take effect all the same")
                : KvException.of(code, why);
        queue.complete(this, null, Failure.of(given));
        return true;
    }
}
