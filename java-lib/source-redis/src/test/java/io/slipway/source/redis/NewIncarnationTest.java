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

import io.slipway.redis.RedisServer;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that may have lost the end of what it acknowledged serves nobody before it was told again. */
class NewIncarnationTest {

    private static final long LATER = EPOCH + 2;
    private static final long HALF_A_DAY_MICROS = TimeUnit.HOURS.toMicros(12);

    /** What the config store says; a test changes it as moves would. */
    private volatile Map<String, SourceTableState> records = Map.of();

    private volatile boolean recordsAway;
    private final AtomicInteger recordsRead = new AtomicInteger();

    @TempDir
    private Path folder;

    @TempDir
    private Path backup;

    @Test
    void should_assert_window_and_seal_again_and_lift_versions_if_the_server_lost_its_tail() {
        try (RedisServer server = RedisServer.builder().folder(folder).start();
                SourceStore source = open(server)) {
            answer(source.enrol(TABLE, EPOCH));
            put(source, "k", "kept");
            server.stop();
            copy(server.folder().resolve("appendonlydir"), backup);
            server.restart();
            await().ignoreExceptions().until(() -> get(source, "k") != null);

            // From here on everything gets lost: an admitted epoch, another table's seal, and versions far ahead of the
            // clock.
            answer(source.admit(TABLE, LATER, LATER));
            answer(source.enrol("sealed", EPOCH));
            SourceTableState sealed = answer(source.seal("sealed", EPOCH));
            answer(source.unseal("other", sealed.floor() + HALF_A_DAY_MICROS));
            long lost = write(source, LATER, "lost");
            records = Map.of(TABLE, new SourceTableState(true, false, LATER, LATER, 0), "sealed", sealed);
            server.kill();
            copy(backup, server.folder().resolve("appendonlydir"));
            server.restart();

            await().ignoreExceptions().until(() -> answer(source.state(TABLE))
                    .equals(new SourceTableState(true, false, LATER, LATER, 0)));
            assertThat(answer(source.state("sealed"))).isEqualTo(sealed);
            assertThat(refusal(source.fencedRead("sealed", List.of())).kind()).isEqualTo(Kind.SEALED);
            assertThat(refusal(source.write(putting("k", "by an old epoch"))).kind())
                    .isEqualTo(Kind.STALE_EPOCH);
            assertThat(lost).isGreaterThan(sealed.floor() + HALF_A_DAY_MICROS);
            assertThat(write(source, LATER, "new"))
                    .as("versions grow although the server's clock and file know nothing of the lost ones")
                    .isGreaterThan(lost);
        }
    }

    @Test
    void should_begin_ahead_of_its_clock_if_nobody_has_seen_more() {
        try (RedisServer server = RedisServer.builder().start()) {
            try (SourceStore source = open(server)) {
                put(source, "k", "v");
            }
            server.kill();
            server.restart();
            try (SourceStore source = open(server)) {
                long before = Instant.now().toEpochMilli() * 1_000;
                assertThat(put(source, "k", "v"))
                        .isBetween(before + TimeUnit.MILLISECONDS.toMicros(100), before + 1_000_000);
            }
        }
    }

    @Test
    void should_serve_nobody_before_the_records_can_be_read() {
        try (RedisServer server = RedisServer.builder().start();
                SourceStore source = open(server)) {
            put(source, "k", "v");
            recordsAway = true;
            server.kill();
            server.restart();

            await().until(() -> refusal(source.state(TABLE)).getMessage().contains("cannot be read now"));
            StoreException refused = refusal(source.write(putting("k", "w")));
            assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(refused.code().retryable()).isTrue();
            assertThat(catchThrowableOfType(StoreException.class, () -> open(server))
                            .kind())
                    .isEqualTo(Kind.UNAVAILABLE);

            recordsAway = false;
            await().ignoreExceptions().until(() -> put(source, "k", "w") > 0);
        }
    }

    @Test
    void should_be_raised_again_if_somebody_emptied_the_server() {
        try (RedisServer server = RedisServer.builder().start();
                RawRedis raw = new RawRedis(server);
                SourceStore source = open(server)) {
            answer(source.enrol(TABLE, EPOCH));
            long before = put(source, "k", "v");
            records = Map.of(TABLE, new SourceTableState(true, false, EPOCH, EPOCH, 0));
            raw.commands().flushall();

            assertThat(refusal(source.write(putting("k", "w"))).kind()).isEqualTo(Kind.UNAVAILABLE);
            await().ignoreExceptions().until(() -> answer(source.state(TABLE)).enrolled());
            assertThat(put(source, "k", "w")).isGreaterThan(before);
        }
    }

    @Test
    void should_be_raised_once_if_many_find_it_at_once() {
        try (RedisServer server = RedisServer.builder().start()) {
            try (SourceStore source = open(server)) {
                answer(source.enrol(TABLE, EPOCH));
            }
            records = Map.of(TABLE, new SourceTableState(true, false, EPOCH, EPOCH, 0));
            server.kill();
            server.restart();
            var opening = Stream.generate(() -> CompletableFuture.supplyAsync(() -> open(server)))
                    .limit(6)
                    .toList();
            var sources = opening.stream().map(CompletableFuture::join).toList();
            long last = 0;
            for (SourceStore source : sources) {
                long version = put(source, "k", "v");
                assertThat(version).isGreaterThan(last);
                last = version;
            }
            sources.forEach(SourceStore::close);
        }
    }

    @Test
    void should_refuse_a_replica_and_raise_it_once_it_is_the_primary() {
        try (RedisServer primary = RedisServer.builder()
                        .setting("repl-diskless-sync-delay", "0")
                        .start();
                RedisServer replica = RedisServer.builder()
                        .setting("replicaof", "127.0.0.1 " + primary.port())
                        .start();
                RawRedis raw = new RawRedis(replica)) {
            long before;
            try (SourceStore source = open(primary)) {
                before = put(source, "k", "v");
                await().until(() -> "v".equals(raw.commands().get("slipway:reports:k")));
                assertThat(catchThrowableOfType(StoreException.class, () -> open(replica)))
                        .hasMessageContaining("it is a replica");
            }
            primary.kill();
            raw.commands().replicaofNoOne();
            int readBefore = recordsRead.get();
            try (SourceStore source = open(replica)) {
                assertThat(recordsRead).hasValue(readBefore + 1);
                assertThat(get(source, "k")).isEqualTo(StoredValue.lasting(bytes("v")));
                assertThat(put(source, "k", "w")).isGreaterThan(before);
            }
        }
    }

    @Test
    void should_raise_a_primary_again_that_was_a_replica_in_between() {
        try (RedisServer first = RedisServer.builder()
                        .setting("repl-diskless-sync-delay", "0")
                        .start();
                RedisServer second = RedisServer.builder()
                        .setting("repl-diskless-sync-delay", "0")
                        .start();
                RawRedis rawFirst = new RawRedis(first);
                RawRedis rawSecond = new RawRedis(second)) {
            try (SourceStore source = open(first)) {
                put(source, "k", "v");
            }
            follow(rawSecond, first);
            rawSecond.commands().replicaofNoOne();
            follow(rawFirst, second);
            rawFirst.commands().replicaofNoOne();
            int readBefore = recordsRead.get();
            try (SourceStore source = open(first)) {
                assertThat(recordsRead)
                        .as("the process is the same, its data is not")
                        .hasValue(readBefore + 1);
                assertThat(get(source, "k")).isNotNull();
            }
        }
    }

    private static void follow(RawRedis follower, RedisServer primary) {
        follower.commands().replicaof("127.0.0.1", primary.port());
        await().until(() -> follower.commands().info("replication").contains("master_link_status:up"));
    }

    private SourceStore open(RedisServer server) {
        return RedisSource.open(SharedRedis.options(server), () -> {
            recordsRead.incrementAndGet();
            return recordsAway
                    ? CompletableFuture.failedFuture(new IllegalStateException("the config store is away"))
                    : CompletableFuture.completedFuture(records);
        });
    }

    private static long write(SourceStore source, long epoch, String value) {
        return answer(source.write(SourceBatch.of(new SourceWrite(
                        new TableEpoch(TABLE, epoch), bytes("k"), Mutation.put(StoredValue.lasting(bytes(value)))))))
                .version();
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> old = Files.list(to);
                Stream<Path> files = Files.list(from)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
