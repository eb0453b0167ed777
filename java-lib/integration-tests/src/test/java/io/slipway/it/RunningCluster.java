package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.cassandra.CassandraServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A cluster with a session to it, for all tests of a JVM. */
record RunningCluster(CassandraCluster servers, CqlSession session, AtomicInteger keyspaces) implements AutoCloseable {
    private static final Duration HEAL_TIMEOUT = Duration.ofSeconds(60);

    static RunningCluster start(int servers) {
        CassandraCluster cluster = CassandraCluster.builder().servers(servers).start();
        return new RunningCluster(cluster, connect(cluster), new AtomicInteger());
    }

    /** A new session whose statements wait 10 s at most and whose schema changes return without delay. */
    static CqlSession connect(CassandraCluster cluster) {
        return CqlSession.builder()
                .addContactPoints(cluster.contactPoints())
                .withLocalDatacenter(cluster.datacenter())
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(1))
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(100))
                        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofMillis(500))
                        .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                        .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                        .build())
                .build();
    }

    /** Brings back what a test has killed, stopped or paused. */
    void heal() {
        for (CassandraServer server : servers.servers()) {
            if (server.isAlive()) {
                server.resume();
            } else {
                server.restart();
            }
        }
        servers.awaitReady(HEAL_TIMEOUT);
        await().atMost(HEAL_TIMEOUT)
                .untilAsserted(() -> assertThat(session.getMetadata().getNodes().values())
                        .hasSize(servers.servers().size())
                        .allMatch(node -> node.getState() == NodeState.UP)
                        .allMatch(node -> node.getOpenConnections() > 0));
    }

    Keyspace createKeyspace() {
        Keyspace keyspace = new Keyspace("it_" + keyspaces.incrementAndGet());
        session.execute("CREATE KEYSPACE " + keyspace.name()
                + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': "
                + servers.servers().size() + "}");
        servers.awaitReady(HEAL_TIMEOUT);
        return keyspace;
    }

    void drop(Keyspace keyspace) {
        // A server that has just come back may fail it at first.
        await().atMost(HEAL_TIMEOUT).ignoreExceptions().until(() -> {
            session.execute("DROP KEYSPACE IF EXISTS " + keyspace.name());
            return true;
        });
    }

    @Override
    public void close() {
        session.close();
        servers.close();
    }
}
