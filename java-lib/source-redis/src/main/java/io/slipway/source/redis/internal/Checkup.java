package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.slipway.spi.StoreCheck;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What an operator should know of the server, by a few small commands. */
record Checkup(RedisAsyncCommands<ByteString, ByteString> commands, InstantSource clock) {

    private static final long SKEW_WARN_MILLIS = 100;

    CompletionStage<List<StoreCheck>> run() {
        return commands.info()
                .thenApply(ServerFacts::parse)
                .thenCombine(
                        commands.configGet("appendfsync").exceptionally(denied -> Map.of()),
                        (facts, sync) -> List.of(
                                StoreCheck.ok("product", facts.product()),
                                durability(
                                        facts,
                                        sync.values().stream().findFirst().orElse("")),
                                replication(facts)))
                .thenCombine(time(), (checks, time) -> {
                    List<StoreCheck> all = new ArrayList<>(checks);
                    all.add(time);
                    return all;
                });
    }

    private static StoreCheck replication(ServerFacts facts) {
        return facts.splitBrain()
                .map(danger -> StoreCheck.warn(
                        "replication",
                        danger,
                        "set min-replicas-to-write 1, and min-replicas-max-lag to the seconds for which it may: its fenced"
                                + " reads could bring old values to the target"))
                .orElseGet(() -> StoreCheck.ok(
                        "replication",
                        facts.replicas() + " replicas are attached"
                                + (facts.needsReplicas() ? "; min-replicas-to-write is set" : "")));
    }

    private static StoreCheck durability(ServerFacts facts, String appendfsync) {
        return facts.danger(appendfsync)
                .map(danger -> StoreCheck.warn(
                        "durability", danger, "what the source itself loses, no migration can bring over"))
                .orElseGet(() -> appendfsync.isEmpty()
                        ? StoreCheck.warn(
                                "durability",
                                "appendonly is on; the user may not read 'appendfsync'",
                                "make sure that it is 'always', or grant CONFIG GET")
                        : StoreCheck.ok("durability", "appendonly yes, appendfsync " + appendfsync));
    }

    private CompletionStage<StoreCheck> time() {
        Instant before = clock.instant();
        return commands.time().thenApply(answer -> {
            Duration trip = Duration.between(before, clock.instant());
            Instant there = Instant.ofEpochSecond(
                    Long.parseLong(answer.get(0).toStringUtf8()),
                    1_000 * Long.parseLong(answer.get(1).toStringUtf8()));
            long skewMillis =
                    Duration.between(before.plus(trip.dividedBy(2)), there).toMillis();
            String found = skewMillis + " ms ahead of this machine (within " + (trip.toMillis() / 2 + 1) + " ms)";
            return Math.abs(skewMillis) - trip.toMillis() / 2 > SKEW_WARN_MILLIS
                    ? StoreCheck.warn(
                            "clock",
                            found,
                            "versions follow the server's clock: synchronise it with the target's and the services'")
                    : StoreCheck.ok("clock", found);
        });
    }
}
