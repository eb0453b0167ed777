package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.cassandra.CassandraServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@OnCassandra
class CassandraServerIT {
    private static final SimpleStatement QUERY = SimpleStatement.newInstance("SELECT release_version FROM system.local")
            .setTimeout(Duration.ofMillis(500));

    @Test
    void should_answer_cql(CqlSession session) {
        assertThat(session.execute(QUERY).one().getString(0)).isEqualTo("5.0.9");
    }

    @Test
    void should_keep_acknowledged_writes_if_killed(CassandraCluster cluster, CqlSession session, Keyspace keyspace) {
        int inFlight;
        Writes writes = new Writes(cluster, session, keyspace, ConsistencyLevel.ONE);
        try (writes) {
            await().until(() -> writes.acknowledged() > 3_000);
            inFlight = writes.inFlight();
            cluster.server(0).kill();
        }
        assertThat(inFlight).isGreaterThan(100);
        assertThat(cluster.server(0).isAlive()).isFalse();

        cluster.server(0).restart();

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(session.execute(QUERY)).isNotEmpty());
        assertThat(writes.lost()).isEmpty();
        System.out.printf("killed with %d in flight: %d acknowledged, none lost%n", inFlight, writes.acknowledged());
    }

    @Test
    void should_answer_nothing_while_paused_and_again_if_resumed(CassandraCluster cluster, CqlSession session) {
        CassandraServer server = cluster.server(0);
        long pid = server.pid();

        server.pause();
        assertThatThrownBy(() -> session.execute(QUERY)).isInstanceOf(DriverTimeoutException.class);
        server.resume();

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(session.execute(QUERY)).isNotEmpty());
        assertThat(server.pid()).isEqualTo(pid);
    }

    @Test
    void should_keep_its_port_and_data_if_stopped_and_restarted(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) {
        session.execute("CREATE TABLE " + keyspace.table("t") + " (id int PRIMARY KEY)");
        session.execute("INSERT INTO " + keyspace.table("t") + " (id) VALUES (7)");
        int port = cluster.server(0).nativePort();

        cluster.server(0).stop();
        assertThat(cluster.server(0).isAlive()).isFalse();
        cluster.server(0).restart();

        assertThat(cluster.server(0).nativePort()).isEqualTo(port);
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(session.execute("SELECT id FROM " + keyspace.table("t"))
                                .one()
                                .getInt(0))
                        .isEqualTo(7));
    }
}
