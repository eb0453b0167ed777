package io.slipway.nativelib;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** How an operation of {@link FaultyStore} ends: the one whose name, in lower case, its key begins with; with "-large" a value of 100,000 bytes. */
enum FaultyAnswer {
    NOW,
    LATER,
    TWICE,
    NEVER,
    NULL,
    WRONG,
    FAILED,
    THROWS,
    ERROR,
    REFUSES;

    private static final ByteString LARGE = ByteString.copyFrom(new byte[100_000]);

    static FaultyAnswer of(ByteString key) {
        for (FaultyAnswer answer : values()) {
            if (key.startsWith(ByteString.copyFromUtf8(answer.name().toLowerCase(Locale.ROOT)))) {
                return answer;
            }
        }
        return NOW;
    }

    @Nullable
    CompletionStage<?> stage(String method, ByteString key, ScheduledExecutorService executor) {
        Object value = value(method, key);
        return switch (this) {
            case NOW -> CompletableFuture.completedFuture(value);
            case LATER -> later(value, executor);
            case TWICE -> new Twice(value, executor);
            case NEVER -> new CompletableFuture<>();
            case NULL -> null;
            case WRONG -> CompletableFuture.completedFuture(List.of("of another type"));
            case FAILED -> CompletableFuture.failedFuture(new IllegalStateException("failed on purpose"));
            case THROWS -> throw new IllegalStateException("thrown on purpose");
            case ERROR -> throw new StackOverflowError("thrown on purpose");
            case REFUSES -> new Refuses();
        };
    }

    private static @Nullable Object value(String method, ByteString key) {
        return switch (method) {
            case "getAsync" -> Optional.of(key.toStringUtf8().endsWith("-large") ? LARGE : key);
            case "existsAsync" -> true;
            default -> null;
        };
    }

    private static CompletionStage<?> later(@Nullable Object value, ScheduledExecutorService executor) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            executor.schedule(
                    () -> answer.complete(value), ThreadLocalRandom.current().nextInt(2_000), TimeUnit.MICROSECONDS);
        } catch (RejectedExecutionException e) {
            answer.complete(value);
        }
        return answer;
    }

    /** A stage that tells twice, on different threads. */
    private static final class Twice extends CompletableFuture<Object> {

        private final @Nullable Object value;
        private final ScheduledExecutorService executor;

        Twice(@Nullable Object value, ScheduledExecutorService executor) {
            this.value = value;
            this.executor = executor;
        }

        @Override
        public CompletableFuture<Object> whenComplete(BiConsumer<? super Object, ? super Throwable> action) {
            action.accept(value, null);
            later(value, executor).whenComplete(action);
            return this;
        }
    }

    /** A stage that nobody can listen to. */
    private static final class Refuses extends CompletableFuture<Object> {

        @Override
        public CompletableFuture<Object> whenComplete(BiConsumer<? super Object, ? super Throwable> action) {
            throw new IllegalStateException("refused on purpose");
        }
    }
}
