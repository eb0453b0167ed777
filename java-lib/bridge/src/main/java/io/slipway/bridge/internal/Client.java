package io.slipway.bridge.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.spi.Lifecycle;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An open store of the C interface: its tables by number and its queues. Thread-safe. Nothing is thrown to the C side. */
final class Client {

    private final KvStore store;
    private final @Nullable Meters meters;
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<KvTable> tables = new CopyOnWriteArrayList<>();
    private final Set<Queue> queues = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param meters null if nothing is measured */
    Client(KvStore store, @Nullable Meters meters) {
        this.store = store;
        this.meters = meters;
    }

    KvStore store() {
        return store;
    }

    @Nullable
    Meters meters() {
        return meters;
    }

    /** @throws KvException if nothing more is started */
    void checkOpen() {
        if (closed) {
            throw Lifecycle.closed("the client");
        }
    }

    /** The table of that number. */
    KvTable table(int number) {
        if (number < 1 || number > tables.size()) {
            throw KvException.of(
                    KvErrorCode.ARGUMENT, "no table has number " + number + "; ask slipway_table for its number");
        }
        return tables.get(number - 1);
    }

    /** The number of a table, from 1 on; 0 if its name cannot be. */
    int table(byte[] name, long error) {
        try {
            return numbers.computeIfAbsent(Bridge.text(name, "the table's name"), this::add);
        } catch (Throwable t) {
            Failure.of(t).tell(error);
            return 0;
        }
    }

    private synchronized int add(String name) {
        tables.add(store.table(name));
        return tables.size();
    }

    @Nullable
    Queue queue(ByteBuffer memory, int entries, int slotBytes, long address, boolean wakes, long error) {
        try {
            Queue queue = new Queue(this, new Rings(memory, entries, slotBytes), address);
            if (wakes) {
                queue.startDrainer();
            }
            queues.add(queue);
            return queue;
        } catch (Throwable t) {
            Failure.of(t).tell(error);
            return null;
        }
    }

    void forget(Queue queue) {
        queues.remove(queue);
    }

    /**
     * Closes the store when nothing is in flight any more; when the time is over, without waiting.
     *
     * @param timeoutMillis negative: as long as the store's own deadlines
     */
    boolean close(long timeoutMillis, long error) {
        closed = true;
        try {
            closeStore(timeoutMillis);
            return true;
        } catch (Throwable t) {
            Failure.of(t).tell(error);
            return false;
        } finally {
            // A store answers everything before it is closed. Should one fail to, its callers must not wait for ever.
            queues.forEach(Queue::abandon);
        }
    }

    private void closeStore(long timeoutMillis) {
        CompletableFuture<Boolean> closed =
                store.closeAsync().toCompletableFuture().thenApply(nothing -> true);
        if (timeoutMillis >= 0) {
            closed.completeOnTimeout(false, timeoutMillis, TimeUnit.MILLISECONDS);
        }
        // A join is not interrupted: the store must be closed afterwards, one way or the other.
        if (!closed.join()) {
            store.forceClose();
        }
    }
}
