package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.slipway.spi.StoreCheck;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one process of the server: it is never resumed, so that what was learned of the server when it was opened holds for
 * everything that it carries. Thread-safe.
 */
final class Link {

    private static final long ROLE_PERIOD_NANOS = Duration.ofSeconds(1).toNanos();

    private final StatefulRedisConnection<ByteString, ByteString> connection;
    private final RedisAsyncCommands<ByteString, ByteString> commands;
    private final String prefix;
    private final ByteString[] keys;
    private final ByteString run;
    private final RedisTime time;
    private final AtomicBoolean proven;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicLong roleAskedNanos = new AtomicLong(System.nanoTime());
    private volatile boolean demoted;
    private volatile boolean retired;
    private volatile long answeredNanos = System.nanoTime();

    /** @param run the run id that scripts are to find stored; empty for callers who version nothing */
    Link(StatefulRedisConnection<ByteString, ByteString> connection, String prefix, String run, RedisTime time) {
        this(connection, prefix, run, time, new AtomicBoolean());
    }

    private Link(
            StatefulRedisConnection<ByteString, ByteString> connection,
            String prefix,
            String run,
            RedisTime time,
            AtomicBoolean proven) {
        this.proven = proven;
        this.connection = connection;
        this.commands = connection.async();
        this.prefix = prefix;
        this.keys = new ByteString[] {ByteString.copyFromUtf8(prefix + "#primary")};
        this.run = ByteString.copyFromUtf8(run);
        this.time = time;
    }

    /** The same connection under another run id. */
    Link as(String other) {
        return new Link(connection, prefix, other, time, proven);
    }

    boolean isOpen() {
        return !retired && connection.isOpen();
    }

    /**
     * Has the probe show that the user may do everything that scripts do. Fails with what the server says, also if it takes no writes now.
     */
    CompletionStage<Void> prove() {
        return send(Script.PROBE, new Arguments()).thenAccept(passed -> proven.set(true));
    }

    /** Calls a script. One that writes waits for the probe, if that has not passed yet: a script that is refused half-way is not rolled back. */
    CompletionStage<List<@Nullable Object>> call(Script script, Arguments arguments) {
        askRole();
        if (script.reading()) {
            return send(script, arguments).thenApply(this::ofPrimary);
        }
        return proven.get()
                ? send(script, arguments)
                : prove().exceptionallyCompose(failure -> CompletableFuture.failedFuture(unproven(cause(failure))))
                        .thenCompose(passed -> send(script, arguments));
    }

    /** What the probe failed with, as a call that was not sent; what says of the server that it is another one is left as it is. */
    private static Throwable unproven(Throwable failure) {
        return Refusals.storedRun(failure).isPresent() || Failures.isDemoted(failure)
                ? failure
                : Failures.of(failure, Effect.NONE, "checking the user's rights at the Redis server");
    }

    /**
     * Asks now and then, ahead of a call, whether this is still the primary that it was: a server that is made a replica keeps its
     * connections, and would answer reads from what it gets of its new primary. Answers come in order, so this call hears of it.
     */
    private void askRole() {
        long now = System.nanoTime();
        long asked = roleAskedNanos.get();
        if (now - asked >= ROLE_PERIOD_NANOS && roleAskedNanos.compareAndSet(asked, now)) {
            commands.info("replication").thenApply(ServerFacts::parse).thenAccept(facts -> {
                demoted |= !facts.isPrimary();
                if (demoted || !facts.isSameHistory(run.toStringUtf8())) {
                    retire();
                }
            });
        }
    }

    /** Takes no further calls, and ends when those under way are answered. */
    private void retire() {
        retired = true;
        commands.ping().whenComplete((last, failure) -> close());
    }

    private List<@Nullable Object> ofPrimary(List<@Nullable Object> reply) {
        if (demoted) {
            throw Failures.away("the Redis server is no longer the primary that it was; try again", null);
        }
        return reply;
    }

    /** Sends the script's text if the server does not know it, which is the only thing that is ever sent again. */
    private CompletionStage<List<@Nullable Object>> send(Script script, Arguments arguments) {
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
