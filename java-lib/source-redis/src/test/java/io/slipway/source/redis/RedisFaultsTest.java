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
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.slipway.kv.KvErrorCode;
import io.slipway.redis.RedisServer;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.TableEpoch;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A server that is killed, paused, restarted, or not there. */
class RedisFaultsTest {

    private static final int KILLS = 3;
    private static final int KEYS = 40;
    private static final int IN_FLIGHT = 64;
    private static final int WRITES_BETWEEN_KILLS = 1_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    /** What was said of the writes, each of which carries its own number as its value. */
    private final NavigableMap<Long, Integer> acknowledged = new ConcurrentSkipListMap<>();

    private final Map<Integer, Integer> keys = new ConcurrentHashMap<>();
    private final Set<Integer> unknown = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void should_keep_every_acknowledged_write_if_the_server_is_killed_under_writers() throws InterruptedException {
        System.out.println("seed " + seed);
        try (RedisServer server = RedisServer.builder().start();
                SourceStore source = open(server, "2s")) {
            answer(source.enrol(TABLE, EPOCH));
            Semaphore places = new Semaphore(IN_FLIGHT);
            int next = 0;
            long greatest = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                int killAt = next + WRITES_BETWEEN_KILLS / 5 + random.nextInt(WRITES_BETWEEN_KILLS * 3 / 5);
                for (int end = next + WRITES_BETWEEN_KILLS; next < end; next++) {
                    places.acquire();
                    write(source, next, places);
                    if (next == killAt) {
                        server.kill();
                        places.acquire(IN_FLIGHT);
                        places.release(IN_FLIGHT);
                        greatest = acknowledged.lastKey();
                        server.restart();
                        await().ignoreExceptions().until(() -> put(source, "alive", "v") > 0);
                    }
                }
                places.acquire(IN_FLIGHT);
                places.release(IN_FLIGHT);
                assertThat(acknowledged.lastKey()).isGreaterThan(greatest);
                check(source);
            }
            System.out.println(KILLS + " kills: " + acknowledged.size() + " acknowledged, " + unknown.size()
                    + " unknown, " + refused + " refused");
            assertThat(unknown).hasSizeBetween(KILLS, KILLS * IN_FLIGHT);
            assertThat(acknowledged.size()).isGreaterThan(KILLS * WRITES_BETWEEN_KILLS / 2);
        }
    }

    private void write(SourceStore source, int number, Semaphore places) {
        int key = random.nextInt(KEYS);
        keys.put(number, key);
        source.write(putting("k" + key, Integer.toString(number))).whenComplete((receipt, failure) -> {
            if (failure == null) {
                acknowledged.put(receipt.version(), number);
            } else if (((StoreException) failure.getCause()).kind().maybeApplied()) {
                unknown.add(number);
            } else {
                refused.incrementAndGet();
            }
            places.release();
        });
    }

    /** The outbox tells what was applied, in order: all that was acknowledged, of the unknown some, nothing else; and the rows agree. */
    private void check(SourceStore source) {
        List<OutboxEntry> applied = answer(source.outbox(TABLE, 0, 100_000)).stream()
                .filter(entry -> !entry.key().equals(bytes("alive")))
                .toList();
        Set<Long> versions = applied.stream().map(OutboxEntry::version).collect(Collectors.toSet());

        assertThat(versions).hasSameSizeAs(applied).containsAll(acknowledged.keySet());
        assertThat(applied.size() - acknowledged.size()).isBetween(0, unknown.size());
        for (int key = 0; key < KEYS; key++) {
            String row = "k" + key;
            long last = applied.stream()
                    .filter(entry -> entry.key().equals(bytes(row)))
                    .mapToLong(OutboxEntry::version)
                    .max()
                    .orElse(0);
            if (last != 0) {
                int number = Integer.parseInt(get(source, row).value().toStringUtf8());
                assertThat(keys.get(number)).isEqualTo(key);
                assertThat(acknowledged.containsKey(last) ? acknowledged.get(last) == number : unknown.contains(number))
                        .as("seed %d: the row of %s is its last applied write", seed, row)
                        .isTrue();
            }
        }
    }

    @Test
    void should_call_writes_unknown_and_reads_unavailable_if_the_server_hangs_and_go_on_afterwards() {
        try (RedisServer server = RedisServer.builder().start();
                SourceStore source = open(server, "300ms")) {
            put(source, "k", "before");
            server.pause();
            CompletableFuture<?> write = source.write(putting("k", "hanging")).toCompletableFuture();
            CompletableFuture<?> read = source.read(new TableEpoch(TABLE, EPOCH), List.of(bytes("k")))
                    .toCompletableFuture();

            assertThat(refusal(write).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(refusal(write).code()).isEqualTo(KvErrorCode.WRITE_TIMEOUT);
            assertThat(refusal(read).kind()).isEqualTo(Kind.UNAVAILABLE);
            StoreException unsent = refusal(source.write(putting("k", "unsent")));
            assertThat(unsent.kind())
                    .as("nothing is sent to a server that hangs")
                    .isEqualTo(Kind.UNAVAILABLE);

            server.resume();
            await().ignoreExceptions().until(() -> put(source, "alive", "v") > 0);
            assertThat(get(source, "k").value().toStringUtf8()).isIn("before", "hanging");
        }
    }

    @Test
    void should_refuse_at_once_what_exceeds_the_bound_if_the_server_hangs() {
        try (RedisServer server = RedisServer.builder().start();
                SourceStore source = RedisSource.open(
                        SharedRedis.options(server, "in-flight", "8", "timeout", "5s"), RecordedTables.NONE)) {
            server.pause();
            for (int i = 0; i < 8; i++) {
                assertThat(source.write(putting("k" + i, "v")).toCompletableFuture())
                        .isNotDone();
            }
            assertThat(refusal(source.write(putting("k", "v"))).kind()).isEqualTo(Kind.OVERLOADED);
            server.resume();
            await().ignoreExceptions().until(() -> put(source, "alive", "v") > 0);
        }
    }

    @Test
    void should_say_that_the_server_cannot_be_reached_if_it_is_down() {
        RedisServer server = RedisServer.builder().start();
        try (server;
                SourceStore source = open(server, "1s")) {
            server.kill();
            await().until(() -> refusal(source.write(putting("k", "v"))).kind() == Kind.UNAVAILABLE);
            assertThat(refusal(source.state(TABLE)).code()).isEqualTo(KvErrorCode.SOURCE_UNAVAILABLE);

            StoreException failed = catchThrowableOfType(StoreException.class, () -> open(server, "1s"));
            assertThat(failed.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failed).hasMessageContaining(server.endpoint());

            server.restart();
            await().ignoreExceptions().until(() -> answer(source.state(TABLE)).equals(SourceTableState.UNTOUCHED));
        }
    }

    private static SourceStore open(RedisServer server, String timeout) {
        return RedisSource.open(
                SharedRedis.options(server, "timeout", timeout, "connect-timeout", "3s"), RecordedTables.NONE);
    }
}
