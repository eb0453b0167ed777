package io.slipway.it;

import static org.awaitility.Awaitility.await;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.spi.Layout;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetWrite;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.CqlTargetStore;
import io.slipway.target.cql.Replication;
import io.slipway.target.cql.internal.DyingProcess;
import io.slipway.testkit.contract.TargetContract;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The CQL target passes the suite of all targets, in every layout, on a real server. */
class CqlTargetIT {

    private abstract static class OnServer extends TargetContract {

        private static final int CHUNK_BYTES = 16 << 10;

        private final Layout layout;
        private final CqlConfig config;

        OnServer(CassandraCluster cluster, String layout) {
            this.layout = Layout.parse(layout);
            this.config = CqlConfig.builder()
                    .contactPoints(cluster.contactPoints())
                    .localDatacenter(cluster.datacenter())
                    .keyspace("contract_" + Integer.toHexString(layout.hashCode()))
                    .replication(new Replication.Simple(1))
                    .chunkBytes(CHUNK_BYTES)
                    .build();
        }

        @Override
        protected TargetStore open() {
            return CqlTargetStore.connect(config, InstantSource.system())
                    .toCompletableFuture()
                    .join();
        }

        @Override
        protected Layout layout() {
            return layout;
        }

        @Override
        protected Instant now() {
            return Instant.now();
        }

        @Override
        protected void awaitTime(Instant instant) {
            await().atMost(Duration.ofSeconds(30)).until(() -> !Instant.now().isBefore(instant));
        }

        @Override
        protected int chunkBytes() {
            return CHUNK_BYTES;
        }

        @Override
        protected void dieInBatch(TargetStore store, List<TargetWrite> writes) {
            DyingProcess.dieInBatch(config, writes, true);
        }
    }

    @Nested
    @OnCassandra
    class Hash extends OnServer {
        Hash(CassandraCluster cluster) {
            super(cluster, "hash");
        }
    }

    @Nested
    @OnCassandra
    class PrefixUntil extends OnServer {
        PrefixUntil(CassandraCluster cluster) {
            super(cluster, "prefix(until 0x2f)");
        }
    }

    @Nested
    @OnCassandra
    class PrefixLength extends OnServer {
        PrefixLength(CassandraCluster cluster) {
            super(cluster, "prefix(length 5)");
        }
    }

    @Nested
    @OnCassandra
    class Bucketed extends OnServer {
        Bucketed(CassandraCluster cluster) {
            super(cluster, "bucketed(prefix(until 0x2f), 4)");
        }
    }
}
