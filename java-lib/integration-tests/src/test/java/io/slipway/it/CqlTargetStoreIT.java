package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.target.TargetTable;
import io.slipway.spi.target.TargetWrite;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.CqlTargetStore;
import io.slipway.target.cql.Replication;
import io.slipway.target.cql.internal.DyingProcess;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is particular to the CQL target: what plain CQL sees, which tables it refuses, what it leaves and collects. */
@OnCassandra
class CqlTargetStoreIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final TableSpec SPEC = TableSpec.of("samples", Layout.parse("bucketed(prefix(length 2), 4)"));

    private final CassandraCluster cluster;

    CqlTargetStoreIT(CassandraCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void should_leave_the_plain_bytes_where_cql_finds_them(Keyspace keyspace, CqlSession session) {
        try (CqlTargetStore store = connect(config(keyspace))) {
            TargetTable table = prepared(store, SPEC);
            long version = now();
            long expiry = Instant.now().getEpochSecond() + 1_000;
            done(table.apply(put("ab/lasting", StoredValue.lasting(bytes("value")), version), TIMEOUT));
            done(table.apply(put("ab/expiring", new StoredValue(bytes("value"), expiry), version), TIMEOUT));

            String select = "SELECT bucket, value, head, expires, writetime(value), ttl(value) FROM "
                    + keyspace.table("samples") + " WHERE p = 0x6162 AND bucket IN (0, 1, 2, 3) AND c = ";
            Row lasting = session.execute(select + hex("/lasting")).one();
            Row expiring = session.execute(select + hex("/expiring")).one();
            assertThat(ByteString.copyFrom(lasting.getByteBuffer("value"))).isEqualTo(bytes("value"));
            assertThat(lasting.getLong("writetime(value)")).isEqualTo(version);
            assertThat(Stream.of("head", "expires", "ttl(value)")).allMatch(lasting::isNull);
            assertThat(expiring.getLong("expires")).isEqualTo(expiry);
            assertThat(expiring.getInt("ttl(value)")).isBetween(900, 1_000);
        }
    }

    @Test
    void should_refuse_a_table_that_somebody_else_made_and_change_nothing(Keyspace keyspace, CqlSession session) {
        session.execute("CREATE TABLE " + keyspace.table("samples") + " (key blob PRIMARY KEY, value blob)");
        try (CqlTargetStore store = connect(config(keyspace))) {
            assertThat(failure(store.prepare(SPEC))).isInstanceOfSatisfying(KvException.class, refusal -> {
                assertThat(refusal.code()).isEqualTo(KvErrorCode.TABLE_SCHEMA);
                assertThat(refusal).hasMessageContaining(keyspace.table("samples"));
                assertThat(refusal).hasMessageContaining("nothing was changed");
            });
            assertThat(tables(keyspace, session)).containsExactly("samples");
        }
    }

    @Test
    void should_refuse_a_table_whose_schema_was_altered(Keyspace keyspace, CqlSession session) {
        try (CqlTargetStore store = connect(config(keyspace))) {
            done(store.prepare(SPEC));
            for (String change : List.of(
                    "ADD extra text",
                    "DROP extra",
                    "WITH default_time_to_live = 60",
                    "WITH default_time_to_live = 0",
                    "WITH gc_grace_seconds = 1000")) {
                session.execute("ALTER TABLE " + keyspace.table("samples") + " " + change);
                boolean harmless = change.startsWith("DROP") || change.endsWith("= 0");

                boolean opened = done(store.open(SPEC).handle((table, failure) -> failure == null));
                assertThat(opened).as(change).isEqualTo(harmless);
            }
        }
    }

    @Test
    void should_refuse_an_absent_keyspace_unless_told_how_to_make_it() {
        CqlConfig.Builder builder = CqlConfig.builder()
                .contactPoints(cluster.contactPoints())
                .localDatacenter(cluster.datacenter())
                .keyspace("nobody_made_it");
        try (CqlTargetStore store = connect(builder.build())) {
            assertThat(failure(store.prepare(SPEC))).hasMessageContaining("keyspace 'nobody_made_it' does not exist");
            assertThat(done(store.recoverBatches(Duration.ZERO))).isZero();
        }
        try (CqlTargetStore store =
                connect(builder.replication(new Replication.Simple(1)).build())) {
            prepared(store, SPEC);
        }
    }

    @Test
    void should_keep_the_chunk_limit_that_a_table_was_made_with(Keyspace keyspace, CqlSession session) {
        ByteString value = ByteString.copyFrom(new byte[5_000]);
        long version = now();
        try (CqlTargetStore first = connect(config(keyspace));
                CqlTargetStore second =
                        connect(builder(keyspace).chunkBytes(1 << 20).build())) {
            done(prepared(first, SPEC).apply(put("ab", StoredValue.lasting(value), version), TIMEOUT));
            done(prepared(second, SPEC).apply(put("ab", StoredValue.lasting(value), version), TIMEOUT));

            assertThat(session.execute("SELECT idx FROM " + keyspace.table("samples_chunks")))
                    .hasSize(3);
            assertThat(session.execute("SELECT value FROM " + keyspace.table("samples"))
                            .one()
                            .isNull("value"))
                    .isTrue();
        }
    }

    @Test
    void should_collect_chunks_that_a_small_value_left_behind(Keyspace keyspace, CqlSession session) {
        String chunks = "SELECT idx FROM " + keyspace.table("samples_chunks");
        ByteString large = ByteString.copyFrom(new byte[5_000]);
        long version = now();
        try (CqlTargetStore store = connect(config(keyspace))) {
            TargetTable table = prepared(store, SPEC);
            done(table.apply(put("ab", StoredValue.lasting(large), version), TIMEOUT));
            done(table.apply(put("ac", StoredValue.lasting(large), version), TIMEOUT));
            done(table.apply(put("ab", StoredValue.lasting(bytes("small")), version + 1), TIMEOUT));
            assertThat(session.execute(chunks)).hasSize(6);

            assertThat(done(store.sweep(SPEC, true, TIMEOUT))).isEqualTo(2);
            assertThat(session.execute(chunks)).hasSize(6);
            assertThat(done(store.sweep(SPEC, false, TIMEOUT))).isEqualTo(2);
            assertThat(session.execute(chunks)).hasSize(3);
            assertThat(done(table.read(bytes("ac"), TIMEOUT))
                            .orElseThrow()
                            .stored()
                            .value())
                    .isEqualTo(large);
        }
    }

    @Test
    void should_refuse_a_write_that_is_older_than_the_tombstones_that_are_kept(Keyspace keyspace) {
        try (CqlTargetStore store = connect(config(keyspace))) {
            TargetTable table = prepared(store, new TableSpec("old", "old", Layout.hash(), 1_000, 7_200));
            long tooOld = now() - Duration.ofHours(2).toMillis() * 1_000;
            long oldest = now() - Duration.ofMinutes(100).toMillis() * 1_000;
            done(table.apply(put("k", StoredValue.lasting(bytes("v")), oldest), TIMEOUT));

            assertThat(failure(table.apply(put("k", StoredValue.lasting(bytes("v")), tooOld), TIMEOUT)))
                    .isInstanceOfSatisfying(StoreException.class, refusal -> assertThat(refusal.kind())
                            .isEqualTo(StoreException.Kind.REJECTED));
        }
    }

    @Test
    void should_refuse_calls_beyond_its_bound_and_queue_none(Keyspace keyspace) {
        try (CqlTargetStore store = connect(builder(keyspace).maxInFlight(8).build())) {
            TargetTable table = prepared(store, SPEC);
            long version = now();
            List<CompletableFuture<Void>> calls = IntStream.range(0, 500)
                    .mapToObj(i -> table.apply(put("k" + i, StoredValue.lasting(bytes("v")), version), TIMEOUT)
                            .toCompletableFuture())
                    .toList();
            long refused = calls.stream()
                    .map(call -> call.handle((done, failure) -> failure).join())
                    .filter(Objects::nonNull)
                    .peek(failure -> assertThat(failure.getCause())
                            .isInstanceOfSatisfying(StoreException.class, refusal -> assertThat(refusal.kind())
                                    .isEqualTo(StoreException.Kind.OVERLOADED)))
                    .count();
            long applied = calls.stream()
                    .filter(call -> !call.isCompletedExceptionally())
                    .count();

            assertThat(refused).isPositive();
            assertThat(applied).isGreaterThanOrEqualTo(8).isEqualTo(500 - refused);
            done(table.apply(put("after", StoredValue.lasting(bytes("v")), version), TIMEOUT));
        }
    }

    @Test
    void should_apply_nothing_of_a_batch_whose_record_was_not_sealed(Keyspace keyspace, CqlSession session) {
        CqlConfig config = config(keyspace);
        try (CqlTargetStore store = connect(config)) {
            TargetTable table = prepared(store, SPEC);
            long version = now();
            List<TargetWrite> writes = IntStream.range(0, 10)
                    .mapToObj(i -> new TargetWrite(table, put("k" + i, StoredValue.lasting(bytes("v")), version)))
                    .toList();
            DyingProcess.dieInBatch(config, writes, false);

            assertThat(done(store.recoverBatches(Duration.ZERO))).isZero();
            assertThat(done(table.read(bytes("k0"), TIMEOUT))).isEmpty();
            // Its writer may still be about to seal it.
            assertThat(session.execute("SELECT id FROM " + keyspace.table("slipway_batches")))
                    .hasSize(1);
        }
    }

    @Test
    void should_serve_tables_with_the_longest_and_with_reserved_names(Keyspace keyspace) {
        try (CqlTargetStore store = connect(config(keyspace))) {
            for (String name : List.of("select", "a".repeat(48), "a".repeat(47) + "b")) {
                TargetTable table = prepared(store, TableSpec.of(name, Layout.hash()));
                ByteString large = bytes(name.repeat(200));
                done(table.apply(put("k", StoredValue.lasting(large), now()), TIMEOUT));

                assertThat(done(table.read(bytes("k"), TIMEOUT))
                                .orElseThrow()
                                .stored()
                                .value())
                        .isEqualTo(large);
            }
            assertThat(failure(store.prepare(TableSpec.of("slipway_batches", Layout.hash()))))
                    .isInstanceOfSatisfying(KvException.class, refusal -> assertThat(refusal.code())
                            .isEqualTo(KvErrorCode.TABLE_NAME));
        }
    }

    private List<String> tables(Keyspace keyspace, CqlSession session) {
        return session.execute(
                        "SELECT table_name FROM system_schema.tables WHERE keyspace_name = '" + keyspace.name() + "'")
                .map(row -> row.getString("table_name"))
                .all();
    }

    private CqlConfig config(Keyspace keyspace) {
        return builder(keyspace).build();
    }

    private CqlConfig.Builder builder(Keyspace keyspace) {
        return CqlConfig.builder()
                .contactPoints(cluster.contactPoints())
                .localDatacenter(cluster.datacenter())
                .keyspace(keyspace.name())
                .chunkBytes(2_048);
    }

    private static CqlTargetStore connect(CqlConfig config) {
        return done(CqlTargetStore.connect(config, InstantSource.system()));
    }

    private static TargetTable prepared(CqlTargetStore store, TableSpec spec) {
        done(store.prepare(spec));
        return done(store.open(spec));
    }

    private static VersionedWrite put(String key, StoredValue value, long version) {
        return new VersionedWrite(bytes(key), Mutation.put(value), version);
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder("0x");
        bytes(text).forEach(b -> hex.append(String.format("%02x", b)));
        return hex.toString();
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Throwable failure(CompletionStage<?> stage) {
        return catchThrowable(() -> stage.toCompletableFuture().join()).getCause();
    }
}
