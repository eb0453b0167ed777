package io.slipway.nativelib;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Thread-safe. Closing waits for nothing. */
final class FaultyStore implements KvStore {

    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "faulty");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public KvTable table(String name) {
        InvocationHandler answer = (proxy, method, arguments) -> {
            if (method.getName().equals("withDeadline")) {
                return proxy;
            }
            ByteString key = arguments[0] instanceof ByteString given ? given : ByteString.EMPTY;
            return FaultyAnswer.of(key).stage(method.getName(), key, later);
        };
        return (KvTable) Proxy.newProxyInstance(KvTable.class.getClassLoader(), new Class<?>[] {KvTable.class}, answer);
    }

    @Override
    public KvBatch batch() {
        throw new UnsupportedOperationException("no batch");
    }

    @Override
    public void close() {
        later.shutdown();
    }

    @Override
    public CompletionStage<Void> closeAsync() {
        later.shutdown();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void forceClose() {
        later.shutdown();
    }
}
