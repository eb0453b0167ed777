package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.target.TargetTable;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.CqlTargetStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the CQL target makes of servers that die or freeze under it. */
class CqlTargetFaultsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int LANES = 128;

    /** A stream of puts of ever new keys, {@value #LANES} side by side, that counts every outcome. */
    private static final class Puts {

        private final TargetTable table;
        private final long version = version();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger running = new AtomicInteger(LANES);
        final Map<ByteString, Boolean> acknowledged = new ConcurrentHashMap<>();
        final Map<StoreException.Kind, AtomicInteger> failures = new ConcurrentHashMap<>();
        private volatile boolean stopped;

        Puts(TargetTable table) {
            this.table = table;
            IntStream.range(0, LANES).forEach(lane -> step());
        }

        private void step() {
            if (stopped) {
                running.decrementAndGet();
                return;
            }
            ByteString key = ByteString.copyFromUtf8("key" + next.getAndIncrement());
            VersionedWrite write = new VersionedWrite(key, Mutation.put(StoredValue.lasting(key)), version);
            table.apply(write, TIMEOUT).whenCompleteAsync((done, failure) -> {
                if (failure == null) {
                    acknowledged.put(key, true);
                } else {
                    Throwable cause = failure instanceof StoreException ? failure : failure.getCause();
                    failures.computeIfAbsent(((StoreException) cause).kind(), kind -> new AtomicInteger())
                            .incrementAndGet();
                }
                step();
            });
        }

        void awaitMore(int count) {
            int goal = acknowledged.size() + count;
            await().atMost(Duration.ofMinutes(2)).until(() -> acknowledged.size() >= goal);
        }

        void stop() {
            stopped = true;
            await().atMost(Duration.ofMinutes(1)).until(() -> running.get() == 0);
        }

        int failed() {
            return failures.values().stream().mapToInt(AtomicInteger::get).sum();
        }

        /** Acknowledged keys whose value is not there. */
        List<ByteString> lost() {
            List<ByteString> keys = List.copyOf(acknowledged.keySet());
            return IntStream.range(0, (keys.size() + 999) / 1_000)
                    .mapToObj(page -> keys.subList(page * 1_000, Math.min(page * 1_000 + 1_000, keys.size())))
                    .flatMap(page -> {
                        var found = done(table.readMany(page, Duration.ofSeconds(30)));
                        return page.stream()
                                .filter(key -> !found.containsKey(key)
                                        || !found.get(key).stored().value().equals(key));
                    })
                    .collect(Collectors.toList());
        }
    }

    @Nested
    @OnCassandra
    class OneServer {

        @Test
        void should_lose_nothing_acknowledged_if_the_server_is_killed(CassandraCluster cluster, Keyspace keyspace) {
            try (CqlTargetStore store = connect(cluster, keyspace)) {
                Puts puts = new Puts(prepared(store));
                puts.awaitMore(1_000);
                cluster.server(0).kill();
                await().until(() -> puts.failures.containsKey(StoreException.Kind.UNAVAILABLE));
                cluster.server(0).restart();
                cluster.awaitReady(Duration.ofSeconds(60));
                puts.awaitMore(500);
                puts.stop();

                System.out.printf(
                        "server killed: %d acknowledged, failed %s%n", puts.acknowledged.size(), puts.failures);
                assertThat(puts.failures.keySet())
                        .isSubsetOf(StoreException.Kind.UNKNOWN, StoreException.Kind.UNAVAILABLE);
                assertThat(puts.lost()).isEmpty();
            }
        }

        @Test
        void should_not_know_what_became_of_a_write_if_the_server_is_frozen(
                CassandraCluster cluster, Keyspace keyspace) {
            Duration brief = Duration.ofMillis(300);
            try (CqlTargetStore store = connect(cluster, keyspace)) {
                TargetTable table = prepared(store);
                VersionedWrite write = new VersionedWrite(
                        ByteString.copyFromUtf8("k"), Mutation.put(StoredValue.lasting(ByteString.EMPTY)), version());
                done(table.apply(write, TIMEOUT));
                cluster.server(0).pause();
                StoreException unwritten = failure(table.apply(write, brief));
                StoreException unread = failure(table.read(write.key(), brief));
                cluster.server(0).resume();

                assertThat(unwritten.kind()).isEqualTo(StoreException.Kind.UNKNOWN);
                assertThat(unwritten.code()).isEqualTo(KvErrorCode.WRITE_TIMEOUT);
                assertThat(unread.kind()).isEqualTo(StoreException.Kind.UNAVAILABLE);
                assertThat(unread.code()).isEqualTo(KvErrorCode.DEADLINE);
                assertThat(done(table.read(write.key(), TIMEOUT))).isPresent();
            }
        }
    }

    @Nested
    @OnCassandra(servers = 3)
    class ThreeServers {

        @Test
        void should_go_on_at_quorum_if_one_server_is_killed(CassandraCluster cluster, Keyspace keyspace) {
            try (CqlTargetStore store = connect(cluster, keyspace)) {
                Puts puts = new Puts(prepared(store));
                puts.awaitMore(1_000);
                cluster.server(1).kill();
                puts.awaitMore(1_000);
                puts.stop();

                System.out.printf(
                        "one of three killed: %d acknowledged, failed %s%n", puts.acknowledged.size(), puts.failures);
                assertThat(puts.failed()).isLessThanOrEqualTo(LANES);
                assertThat(puts.lost()).isEmpty();
            }
        }
    }

    private static CqlTargetStore connect(CassandraCluster cluster, Keyspace keyspace) {
        return done(CqlTargetStore.connect(
                CqlConfig.builder()
                        .contactPoints(cluster.contactPoints())
                        .localDatacenter(cluster.datacenter())
                        .keyspace(keyspace.name())
                        .build(),
                InstantSource.system()));
    }

    private static TargetTable prepared(CqlTargetStore store) {
        TableSpec spec = TableSpec.of("faults", Layout.hash());
        done(store.prepare(spec));
        return done(store.open(spec));
    }

    private static long version() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static StoreException failure(CompletionStage<?> stage) {
        return (StoreException)
                catchThrowable(() -> stage.toCompletableFuture().join()).getCause();
    }
}
