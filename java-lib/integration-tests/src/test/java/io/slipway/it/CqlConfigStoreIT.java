package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datastax.oss.driver.api.core.CqlSession;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.spi.Waiting;
import io.slipway.spi.Layout;
import io.slipway.spi.StoreException;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.config.CqlConfigOptions;
import io.slipway.target.cql.config.CqlConfigStore;
import io.slipway.testkit.contract.ConfigStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The config store in a CQL cluster, on real servers. */
class CqlConfigStoreIT {
    private static final Instant TODAY = Instant.parse("2026-01-01T00:00:00Z");

    @Nested
    @OnCassandra
    class Contract extends ConfigStoreContract {
        private final CqlConfigOptions options;

        Contract(CassandraCluster cluster, CqlSession session) {
            this.options = options(cluster, "config_contract");
            session.execute("CREATE KEYSPACE IF NOT EXISTS config_contract"
                    + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            Waiting.on(CqlConfigStore.prepare(options, InstantSource.system()));
            List.of("slipway_tables", "slipway_evidence", "slipway_processes")
                    .forEach(table -> session.execute("TRUNCATE config_contract." + table));
        }

        @Override
        protected ConfigStore open() {
            return Waiting.on(CqlConfigStore.open(options, InstantSource.system()));
        }
    }

    @Nested
    @OnCassandra
    class Publishing {

        @Test
        void should_let_exactly_one_of_two_publishers_win_each_epoch(CassandraCluster cluster, Keyspace keyspace) {
            try (ConfigStore one = created(cluster, keyspace);
                    ConfigStore other = open(cluster, keyspace)) {
                TableConfig record = first("reports");
                List<TableConfig> won = new ArrayList<>();
                for (int epoch = 1; epoch <= 40; epoch++) {
                    TableConfig mine = authored(record, "one");
                    TableConfig theirs = authored(record, "other");
                    CompletableFuture<Boolean> first = one.publish(mine).toCompletableFuture();
                    CompletableFuture<Boolean> second = other.publish(theirs).toCompletableFuture();
                    assertThat(List.of(first.join(), second.join())).containsExactlyInAnyOrder(true, false);
                    won.add(first.join() ? mine : theirs);
                    record = record.next(epoch % 2 == 1 ? Phase.ENROLLED : Phase.DUAL_WRITE, "step", "", TODAY);
                }

                assertThat(Waiting.on(one.history("reports"))).isEqualTo(won);
                assertThat(Waiting.on(other.readAll())).containsEntry("reports", won.get(won.size() - 1));
                System.out.printf(
                        "%d of %d epochs won by the one who asked first%n",
                        won.stream()
                                .filter(winner -> winner.author().equals("one"))
                                .count(),
                        won.size());
            }
        }

        @Test
        void should_keep_the_tables_of_many_publishers_apart(CassandraCluster cluster, Keyspace keyspace) {
            try (ConfigStore store = created(cluster, keyspace)) {
                List<CompletableFuture<Boolean>> published = IntStream.range(0, 24)
                        .mapToObj(table -> store.publish(first("t" + table)).toCompletableFuture())
                        .toList();

                assertThat(published).allMatch(CompletableFuture::join);
                assertThat(Waiting.on(store.readAll())).hasSize(24);
            }
        }

        @Test
        void should_lose_nothing_published_if_the_server_is_killed(CassandraCluster cluster, Keyspace keyspace) {
            try (ConfigStore store = created(cluster, keyspace)) {
                TableConfig record = first("reports");
                for (int epoch = 1; epoch < 12; epoch++) {
                    assertThat(Waiting.on(store.publish(record))).isTrue();
                    record = record.next(Phase.ENROLLED, "step", "", TODAY);
                }
                Waiting.on(store.putEvidence("reports", 3, "rows", 5));
                Waiting.on(store.renew(new ProcessStatus("a", "api", "1", 7, Map.of("reports", 4L))));
                cluster.server(0).kill();
                StoreException away = failure(store.read("reports"));
                cluster.server(0).restart();

                assertThat(away.kind()).isEqualTo(StoreException.Kind.UNAVAILABLE);
                assertThat(away.code()).isEqualTo(KvErrorCode.CONFIG_UNAVAILABLE);
                try (ConfigStore again = open(cluster, keyspace)) {
                    assertThat(Waiting.on(again.history("reports"))).hasSize(11);
                    assertThat(Waiting.on(again.evidence("reports", 3))).isEqualTo(Map.of("rows", 5L));
                    assertThat(Waiting.on(again.processes()))
                            .containsExactly(new ProcessStatus("a", "api", "1", 7, Map.of("reports", 4L)));
                    assertThat(Waiting.on(again.publish(record))).isTrue();
                }
            }
        }

        @Test
        void should_know_what_was_published_if_the_server_froze(CassandraCluster cluster, Keyspace keyspace) {
            try (ConfigStore store = created(cluster, keyspace)) {
                TableConfig record = first("reports");
                cluster.server(0).pause();
                CompletableFuture<Boolean> published = store.publish(record).toCompletableFuture();
                StoreException unknown = failure(published);
                cluster.server(0).resume();

                assertThat(unknown.kind()).isEqualTo(StoreException.Kind.UNKNOWN);
                assertThat(unknown.code()).isEqualTo(KvErrorCode.CONFIG_UNAVAILABLE);
                // Whether or not the frozen server applied the first one afterwards, nobody publishes the epoch twice.
                Waiting.on(store.publish(record));
                assertThat(Waiting.on(store.history("reports"))).containsExactly(record);
            }
        }
    }

    @Nested
    @OnCassandra
    class Registry {

        @Test
        void should_not_fall_back_to_what_a_process_said_before(CassandraCluster cluster, Keyspace keyspace) {
            try (ConfigStore store = created(cluster, keyspace)) {
                ProcessStatus newer = new ProcessStatus("a", "api", "1", 9, Map.of("reports", 4L));
                Waiting.on(store.renew(newer));
                Waiting.on(store.renew(new ProcessStatus("a", "api", "1", 8, Map.of("reports", 3L))));

                assertThat(Waiting.on(store.processes())).containsExactly(newer);
            }
        }

        @Test
        void should_count_the_later_of_two_numbers_whoever_wrote_it(CassandraCluster cluster, Keyspace keyspace) {
            InstantSource ahead = () -> Instant.now().plus(Duration.ofHours(1));
            try (ConfigStore store = created(cluster, keyspace);
                    ConfigStore other = Waiting.on(CqlConfigStore.open(options(cluster, keyspace.name()), ahead))) {
                Waiting.on(other.putEvidence("reports", 1, "validation_differences", 0));
                Waiting.on(store.putEvidence("reports", 1, "validation_differences", 3));

                assertThat(Waiting.on(other.evidence("reports", 1))).isEqualTo(Map.of("validation_differences", 3L));
            }
        }
    }

    @Nested
    @OnCassandra
    class Schema {
        private CqlConfigOptions options;

        @BeforeEach
        void name(CassandraCluster cluster, Keyspace keyspace) {
            options = options(cluster, keyspace.name());
        }

        @Test
        void should_say_what_to_do_if_there_are_no_tables(CqlSession session, Keyspace keyspace) {
            assertRefused("is missing; prepare it, or set config.cql.create: true");
            assertThat(session.execute(
                            "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", keyspace.name()))
                    .isEmpty();
        }

        @Test
        void should_refuse_a_schema_of_a_newer_version(CqlSession session, Keyspace keyspace) {
            Waiting.on(CqlConfigStore.prepare(options, InstantSource.system()));
            session.execute("ALTER TABLE " + keyspace.table("slipway_tables")
                    + " WITH comment = 'slipway schema 7, config store'");

            assertRefused("has schema 7, made by a newer version of Slipway");
            assertThatThrownBy(() -> Waiting.on(CqlConfigStore.prepare(options, InstantSource.system())))
                    .hasMessageContaining("upgrade this process");
        }

        @Test
        void should_refuse_a_table_that_somebody_else_made(CqlSession session, Keyspace keyspace) {
            session.execute("CREATE TABLE " + keyspace.table("slipway_tables") + " (k int PRIMARY KEY)");

            assertRefused("does not say that Slipway made it");
        }

        @Test
        void should_change_nothing_if_it_is_prepared_again() {
            Waiting.on(CqlConfigStore.prepare(options, InstantSource.system()));
            try (ConfigStore store = Waiting.on(CqlConfigStore.open(options, InstantSource.system()))) {
                Waiting.on(store.publish(first("reports")));
                Waiting.on(CqlConfigStore.prepare(options, InstantSource.system()));

                assertThat(Waiting.on(store.readAll())).containsOnlyKeys("reports");
            }
        }

        private void assertRefused(String message) {
            assertThatThrownBy(() -> Waiting.on(CqlConfigStore.open(options, InstantSource.system())))
                    .isInstanceOfSatisfying(KvException.class, refused -> assertThat(refused.code())
                            .isEqualTo(KvErrorCode.TABLE_SCHEMA))
                    .hasMessageContaining(message)
                    .hasMessageContaining("nothing was changed");
        }
    }

    /** One server of three may be away: both quorums hold without it. */
    @Nested
    @OnCassandra(servers = 3)
    class ThreeServers {

        @Test
        void should_go_on_if_one_server_is_killed(CassandraCluster cluster, Keyspace keyspace) {
            try (ConfigStore store = created(cluster, keyspace)) {
                TableConfig first = first("reports");
                assertThat(Waiting.on(store.publish(first))).isTrue();
                cluster.server(1).kill();
                TableConfig second = first.next(Phase.ENROLLED, "enrol", "", TODAY);
                assertThat(Waiting.on(store.publish(second))).isTrue();
                Waiting.on(store.renew(new ProcessStatus("a", "api", "1", 1, Map.of())));

                assertThat(Waiting.on(store.readAll())).containsEntry("reports", second);
                assertThat(Waiting.on(store.processes())).hasSize(1);
            }
        }
    }

    private static CqlConfigOptions options(CassandraCluster cluster, String keyspace) {
        return CqlConfigOptions.of(CqlConfig.builder()
                .contactPoints(cluster.contactPoints())
                .localDatacenter(cluster.datacenter())
                .keyspace(keyspace)
                .build());
    }

    private static ConfigStore created(CassandraCluster cluster, Keyspace keyspace) {
        return Waiting.on(CqlConfigStore.open(options(cluster, keyspace.name()).creating(), InstantSource.system()));
    }

    private static ConfigStore open(CassandraCluster cluster, Keyspace keyspace) {
        return Waiting.on(CqlConfigStore.open(options(cluster, keyspace.name()), InstantSource.system()));
    }

    private static TableConfig first(String table) {
        return new TableConfig(
                TableSpec.of(table, Layout.hash()),
                Phase.SOURCE,
                1,
                0,
                WritePolicy.BACKGROUND,
                1,
                0,
                "first record",
                "",
                TODAY);
    }

    private static TableConfig authored(TableConfig record, String author) {
        return new TableConfig(
                record.spec(),
                record.phase(),
                record.epoch(),
                record.entry(),
                record.policy(),
                record.auditSample(),
                record.floor(),
                record.reason(),
                author,
                record.at());
    }

    private static StoreException failure(CompletionStage<?> stage) {
        return (StoreException)
                catchThrowable(() -> stage.toCompletableFuture().join()).getCause();
    }
}
