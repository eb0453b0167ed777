package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.audit.AuditSettings;
import io.slipway.migrate.audit.ReadAuditor;
import io.slipway.migrate.config.FileConfigStore;
import io.slipway.migrate.router.Router;
import io.slipway.migrate.router.RouterListener;
import io.slipway.migrate.router.RouterSettings;
import io.slipway.provider.SystemEnvironment;
import io.slipway.source.rocksdb.RocksOptions;
import io.slipway.source.rocksdb.RocksSource;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.target.TargetStore;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.CqlTargetStore;
import io.slipway.target.cql.Replication;
import io.slipway.testkit.TestClock;
import io.slipway.testkit.kv.KvStoreContract;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract of the interface, through the shipped router over the embedded store and a real server. */
class RoutedStoreIT {

    /** The source answers, so that time may be moved; each write goes to the server right behind it. */
    @Nested
    @OnCassandra
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class AtDualWrite extends Routed<TestClock> {
        AtDualWrite(CassandraCluster cluster) {
            super(cluster, Phase.DUAL_WRITE, new TestClock(Instant.now()));
        }

        @Override
        protected void letPass(Duration duration) {
            clock().advance(duration);
        }

        @Override
        protected Scans scans() {
            return Scans.ANY_RANGE;
        }

        @Override
        void clear(String table) {
            TableEpoch at = new TableEpoch(table, EPOCH);
            List<SourceWrite> deletes = Waiting.on(source().scan(at, KeyRange.ALL, Integer.MAX_VALUE)).stream()
                    .map(KeyedValue::key)
                    .map((ByteString key) -> new SourceWrite(at, key, Mutation.delete()))
                    .toList();
            if (!deletes.isEmpty()) {
                Waiting.on(source().write(new SourceBatch(deletes, List.of())));
            }
        }
    }

    /** The server alone answers. */
    @Nested
    @OnCassandra
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class AtTarget extends Routed<Clock> {
        private final CqlSession session;

        AtTarget(CassandraCluster cluster, CqlSession session) {
            super(cluster, Phase.TARGET, Clock.systemUTC());
            this.session = session;
        }

        @Override
        protected void letPass(Duration duration) {
            Instant end = Instant.now().plus(duration);
            await().atMost(Service.PATIENCE).until(() -> Instant.now().isAfter(end));
        }

        @Override
        protected Scans scans() {
            return Scans.INSIDE_PREFIX;
        }

        @Override
        void clear(String table) {
            // Chunks without a head are nobody's: they may stay.
            session.execute("TRUNCATE " + keyspace() + "." + table);
        }
    }

    /** Two tables in one phase, whose stores stay open; each test gets a router of its own and finds them empty. */
    private abstract static class Routed<C extends Clock> extends KvStoreContract {
        static final long EPOCH = 1;
        private static final Layout LAYOUT = Layout.parse("prefix(until 0x2f)");

        private final CassandraCluster cluster;
        private final Phase phase;
        private final C clock;
        private final SystemEnvironment threads = new SystemEnvironment(2);
        private final Environment environment = new MovableTime();
        private SourceStore source;
        private TargetStore target;
        private ConfigStore configs;
        private int routers;

        Routed(CassandraCluster cluster, Phase phase, C clock) {
            this.cluster = cluster;
            this.phase = phase;
            this.clock = clock;
        }

        /** Empties a table for the next test. */
        abstract void clear(String table);

        C clock() {
            return clock;
        }

        SourceStore source() {
            return source;
        }

        String keyspace() {
            return "routed_" + phase.name().toLowerCase(Locale.ROOT);
        }

        @Override
        protected KvStore open() {
            List.of(REPORTS, SIGHTINGS).forEach(this::clear);
            Counters counters = new Counters();
            Router router = new Router(
                    environment,
                    source,
                    target,
                    configs,
                    RouterSettings.of("process" + ++routers, "test", "0"),
                    new ReadAuditor(environment, source, counters, AuditSettings.DEFAULT),
                    counters,
                    RouterListener.NONE);
            Waiting.on(router.start());
            return router.store();
        }

        @BeforeAll
        void openStores(@TempDir Path folder) {
            source = RocksSource.open(RocksOptions.at(folder.resolve("old")).withSync(false), clock);
            configs = FileConfigStore.open(folder.resolve("tables.yaml"), ForkJoinPool.commonPool());
            target = Waiting.on(CqlTargetStore.connect(
                    CqlConfig.builder()
                            .contactPoints(cluster.contactPoints())
                            .localDatacenter(cluster.datacenter())
                            .keyspace(keyspace())
                            .replication(new Replication.Simple(1))
                            .build(),
                    clock));
            List.of(REPORTS, SIGHTINGS).forEach(this::bring);
        }

        /** Brings an empty table to the phase, as the stage driver would. */
        private void bring(String table) {
            TableSpec spec = TableSpec.of(table, LAYOUT);
            TableConfig config = new TableConfig(
                    spec, phase, EPOCH, EPOCH, WritePolicy.BACKGROUND, 1.0, 0, "test", "test", Instant.EPOCH);
            Waiting.on(target.prepare(spec));
            Waiting.on(source.enrol(table, EPOCH));
            Waiting.on(source.admit(table, EPOCH, EPOCH));
            if (phase == Phase.TARGET) {
                config = config.withFloor(Waiting.on(source.seal(table, EPOCH)).floor());
            }
            assertThat(Waiting.on(configs.publish(config))).isTrue();
        }

        @AfterAll
        void closeStores() {
            target.close();
            configs.close();
            source.close();
            threads.close();
        }

        /** Real threads and durations, and the clock's time of day. */
        private final class MovableTime implements Environment {
            @Override
            public Instant now() {
                return clock.instant();
            }

            @Override
            public long nanoTime() {
                return threads.nanoTime();
            }

            @Override
            public RandomGenerator random() {
                return threads.random();
            }

            @Override
            public void execute(Runnable task) {
                threads.execute(task);
            }

            @Override
            public Cancellable schedule(Duration delay, Runnable task) {
                return threads.schedule(delay, task);
            }
        }
    }
}
