package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Node;
import io.slipway.cassandra.CassandraCluster;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@OnCassandra(servers = 3)
class CassandraClusterIT {
    @Test
    void should_show_a_client_all_servers(CassandraCluster cluster, CqlSession session) {
        Stream<InetSocketAddress> seen = session.getMetadata().getNodes().values().stream()
                .map(Node::getEndPoint)
                .map(endPoint -> (InetSocketAddress) endPoint.resolve());

        assertThat(seen).containsExactlyInAnyOrderElementsOf(cluster.contactPoints());
    }

    @Test
    void should_serve_at_quorum_if_one_server_is_killed(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) {
        Writes writes = new Writes(cluster, session, keyspace, ConsistencyLevel.QUORUM);
        int before;
        try (writes) {
            await().until(() -> writes.acknowledged() > 1_000);
            cluster.server(1).kill();
            before = writes.acknowledged();
            await().until(() -> writes.acknowledged() > before + 1_000);
        }
        // Writes that the killed server was coordinating may fail; those sent later must not.
        assertThat(writes.failed()).isLessThanOrEqualTo(Writes.IN_FLIGHT);
        cluster.server(1).restart();
        cluster.awaitReady(Duration.ofSeconds(60));
        assertThat(writes.lost()).isEmpty();
        System.out.printf(
                "one of three killed: %d acknowledged before, %d after, %d failed%n",
                before, writes.acknowledged() - before, writes.failed());
    }
}
