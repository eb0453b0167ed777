package io.slipway.bridge.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import io.slipway.kv.spi.AbstractKvBatch;
import io.slipway.kv.spi.AbstractKvTable;
import io.slipway.kv.spi.KvWrite;
import io.slipway.kv.spi.StoreContext;
import io.slipway.kv.spi.Waiting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What {@link EchoProvider} opens. Thread-safe. */
final class EchoStore implements KvStore {

    private final StoreContext context = StoreContext.of(InstantSource.system());
    private final boolean answers;
    private final @Nullable ExecutorService loop;

    private EchoStore(boolean answers, @Nullable ExecutorService loop) {
        this.answers = answers;
        this.loop = loop;
    }

    static EchoStore open(KvConfig config) {
        String thread = config.settings().getOrDefault("echo.thread", "inline");
        return switch (thread) {
            case "inline" -> new EchoStore(true, null);
            case "never" -> new EchoStore(false, null);
            case "loop" ->
                new EchoStore(true, Executors.newSingleThreadExecutor(work -> {
                    Thread made = new Thread(work, "slipway-echo");
                    made.setDaemon(true);
                    return made;
                }));
            default ->
                throw KvException.of(
                        KvErrorCode.CONFIG, "echo.thread is 'inline', 'loop' or 'never', not '" + thread + "'");
        };
    }

    private <T> CompletionStage<T> answer(T answer, Duration deadline, KvErrorCode late) {
        if (!answers) {
            CompletableFuture<T> unanswered = new CompletableFuture<>();
            CompletableFuture.delayedExecutor(deadline.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(() -> unanswered.completeExceptionally(
                            KvException.of(late, "the echo store was told never to answer (echo.thread)")));
            return unanswered;
        }
        if (loop == null) {
            return CompletableFuture.completedFuture(answer);
        }
        CompletableFuture<T> later = new CompletableFuture<>();
        loop.execute(() -> later.complete(answer));
        return later;
    }

    @Override
    public KvTable table(String name) {
        return new EchoTable(name, KvBounds.DEADLINE_DEFAULT);
    }

    @Override
    public KvBatch batch() {
        return new AbstractKvBatch(context) {
            @Override
            protected CompletionStage<Void> apply(List<KvWrite> writes) {
                return answer(null, KvBounds.DEADLINE_DEFAULT, KvErrorCode.WRITE_TIMEOUT);
            }
        };
    }

    @Override
    public void close() {
        Waiting.on(closeAsync());
    }

    @Override
    public CompletionStage<Void> closeAsync() {
        return context.lifecycle().close().whenComplete((done, failure) -> stop());
    }

    @Override
    public void forceClose() {
        context.lifecycle().close();
        stop();
    }

    private void stop() {
        if (loop != null) {
            loop.shutdown();
        }
    }

    private final class EchoTable extends AbstractKvTable {

        EchoTable(String name, Duration deadline) {
            super(name, deadline, context);
        }

        @Override
        protected KvTable view(Duration deadline) {
            return new EchoTable(name(), deadline);
        }

        @Override
        protected CompletionStage<Optional<ByteString>> read(ByteString key) {
            return answer(Optional.of(key), deadline(), KvErrorCode.DEADLINE);
        }

        @Override
        protected CompletionStage<Map<ByteString, ByteString>> readMany(Set<ByteString> keys) {
            Map<ByteString, ByteString> values = new HashMap<>();
            keys.forEach(key -> values.put(key, key));
            return answer(values, deadline(), KvErrorCode.DEADLINE);
        }

        @Override
        protected CompletionStage<Void> write(KvWrite write) {
            return answer(null, deadline(), KvErrorCode.WRITE_TIMEOUT);
        }

        @Override
        protected CompletionStage<Void> writeMany(List<KvWrite> writes) {
            return answer(null, deadline(), KvErrorCode.WRITE_TIMEOUT);
        }

        @Override
        protected CompletionStage<ScanPage> readRange(ScanRange range) {
            return answer(new ScanPage(List.of(), null), deadline(), KvErrorCode.DEADLINE);
        }

        @Override
        protected CompletionStage<ScanPage> readPage(ScanToken token, int limit) {
            return answer(new ScanPage(List.of(), null), deadline(), KvErrorCode.DEADLINE);
        }

        @Override
        protected CompletionStage<List<ScanToken>> split(int parallelism) {
            return answer(List.of(ScanToken.START), deadline(), KvErrorCode.DEADLINE);
        }
    }
}
