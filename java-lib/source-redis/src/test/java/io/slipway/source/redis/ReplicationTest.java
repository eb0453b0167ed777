package io.slipway.source.redis;

import static io.slipway.source.redis.Asking.EPOCH;
import static io.slipway.source.redis.Asking.TABLE;
import static io.slipway.source.redis.Asking.answer;
import static io.slipway.source.redis.Asking.bytes;
import static io.slipway.source.redis.Asking.get;
import static io.slipway.source.redis.Asking.put;
import static io.slipway.source.redis.Asking.putting;
import static io.slipway.source.redis.Asking.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.redis.RedisServer;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.TableEpoch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A primary whose replicas are missing, and one that is made a replica while processes are connected to it. */
class ReplicationTest {

    private static final String MIN_REPLICAS = "min-replicas-to-write";

    @Test
    void should_read_over_a_new_connection_while_replicas_are_missing() {
        try (RedisServer server = RedisServer.builder().start();
                RawRedis raw = new RawRedis(server)) {
            try (SourceStore source = open(server)) {
                put(source, "k", "v");
            }
            raw.commands().configSet(MIN_REPLICAS, "1");
            try (SourceStore source = open(server)) {
                assertThat(get(source, "k")).isEqualTo(StoredValue.lasting(bytes("v")));
                assertThat(answer(source.outbox(TABLE, 0, 10))).isEmpty();
                StoreException refused = refusal(source.write(putting("k", "w")));
                assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
                assertThat(refused).hasMessageContaining("NOREPLICAS");
                assertThat(refusal(source.fencedRead(TABLE, List.of())).kind())
                        .as("an old primary without replicas issues no versions")
                        .isEqualTo(Kind.UNAVAILABLE);

                raw.commands().configSet(MIN_REPLICAS, "0");
                assertThat(put(source, "k", "w")).isPositive();
            }
        }
    }

    @Test
    void should_read_no_longer_from_a_primary_that_was_made_a_replica() {
        try (RedisServer first = primary();
                RedisServer second = primary();
                RawRedis rawFirst = new RawRedis(first);
                RawRedis rawSecond = new RawRedis(second)) {
            follow(rawSecond, first);
            try (SourceStore source = open(first)) {
                put(source, "k", "v");
                await().until(() -> "v".equals(rawSecond.commands().get("slipway:reports:k")));
                rawSecond.commands().replicaofNoOne();
                follow(rawFirst, second);
                TableEpoch at = new TableEpoch(TABLE, EPOCH);

                await().until(() -> source.read(at, List.of(bytes("k")))
                        .handle((found, failure) -> failure != null)
                        .toCompletableFuture()
                        .join());
                StoreException refused = refusal(source.read(at, List.of(bytes("k"))));
                assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
                await().until(() -> refusal(source.read(at, List.of(bytes("k"))))
                        .getMessage()
                        .contains("it is a replica"));

                rawFirst.commands().replicaofNoOne();
                await().ignoreExceptions().until(() -> put(source, "k", "w") > 0);
            }
        }
    }

    @Test
    void should_answer_what_is_under_way_if_a_first_replica_gives_the_primary_another_name() {
        try (RedisServer first = primary();
                RedisServer second = primary();
                RawRedis rawSecond = new RawRedis(second);
                SourceStore source = open(first)) {
            long before = put(source, "k", "v");
            follow(rawSecond, first);
            await().ignoreExceptions().until(() -> put(source, "k", "w") > before);
            assertThat(get(source, "k")).isEqualTo(StoredValue.lasting(bytes("w")));
        }
    }

    @Test
    void should_advise_to_need_replicas_where_some_are_attached() {
        try (RedisServer first = primary();
                RedisServer second = primary();
                RawRedis rawFirst = new RawRedis(first);
                RawRedis rawSecond = new RawRedis(second);
                SourceStore source = open(first)) {
            assertThat(replication(source).level()).isEqualTo(StoreCheck.Level.OK);
            follow(rawSecond, first);
            await().ignoreExceptions().until(() -> replication(source).level() == StoreCheck.Level.WARN);
            assertThat(replication(source).advice()).contains("min-replicas-to-write 1", "min-replicas-max-lag");

            rawFirst.commands().configSet(MIN_REPLICAS, "1");
            assertThat(replication(source).level()).isEqualTo(StoreCheck.Level.OK);
        }
    }

    private static StoreCheck replication(SourceStore source) {
        return answer(source.checks()).stream()
                .filter(check -> check.name().equals("replication"))
                .findFirst()
                .orElseThrow();
    }

    private static RedisServer primary() {
        return RedisServer.builder().setting("repl-diskless-sync-delay", "0").start();
    }

    private static void follow(RawRedis follower, RedisServer primary) {
        follower.commands().replicaof("127.0.0.1", primary.port());
        await().until(() -> follower.commands().info("replication").contains("master_link_status:up"));
    }

    private static SourceStore open(RedisServer server) {
        return RedisSource.open(SharedRedis.options(server), RecordedTables.NONE);
    }
}
