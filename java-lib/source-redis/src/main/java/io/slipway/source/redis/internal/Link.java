package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.slipway.spi.StoreCheck;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one process of the server: it is never resumed, so that what was learned of the server when it was opened holds for
 * everything that it carries. Thread-safe.
 */
final class Link {

    private final StatefulRedisConnection<ByteString, ByteString> connection;
    private final RedisAsyncCommands<ByteString, ByteString> commands;
    private final String prefix;
    private final ByteString[] keys;
    private final ByteString run;
    private final RedisTime time;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile long answeredNanos = System.nanoTime();

    /** @param run the run id that scripts are to find stored; empty for callers who version nothing */
    Link(StatefulRedisConnection<ByteString, ByteString> connection, String prefix, String run, RedisTime time) {
        this.connection = connection;
        this.commands = connection.async();
        this.prefix = prefix;
        this.keys = new ByteString[] {ByteString.copyFromUtf8(prefix + "#primary")};
        this.run = ByteString.copyFromUtf8(run);
        this.time = time;
    }

    /** The same connection under another run id. */
    Link as(String other) {
        return new Link(connection, prefix, other, time);
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    /** Calls a script; sends its text if the server does not know it, which is the only thing that is ever sent again. */
    CompletionStage<List<@Nullable Object>> call(Script script, Arguments arguments) {
        List<ByteString> head = new ArrayList<>(3);
        head.add(run);
        head.addAll(time.arguments());
        ByteString[] all = arguments.behind(head);
        CompletionStage<List<@Nullable Object>> answer =
                commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, all);
        return answer.handle((reply, failure) -> {
                    answeredNanos = System.nanoTime();
                    if (failure == null) {
                        return CompletableFuture.completedFuture(reply);
                    }
                    return cause(failure) instanceof RedisNoScriptException
                            ? this.<List<@Nullable Object>>sendText(script, all)
                            : CompletableFuture.<List<@Nullable Object>>failedFuture(cause(failure));
                })
                .thenCompose(stage -> stage);
    }

    private <T> CompletionStage<T> sendText(Script script, ByteString[] all) {
        return commands.eval(script.text(), ScriptOutputType.MULTI, keys, all);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Answers come in order, so a server that has said nothing at all since then says nothing to anybody: the connection is given up. */
    void closeIfSilentSince(long nanos) {
        if (answeredNanos - nanos < 0) {
            close();
        }
    }

    CompletionStage<List<StoreCheck>> checks(InstantSource clock) {
        return new Checkup(commands, clock).run();
    }

    void close() {
        if (closing.compareAndSet(false, true)) {
            connection.closeAsync();
        }
    }
}
