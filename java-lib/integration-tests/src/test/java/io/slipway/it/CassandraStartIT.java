package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.cassandra.CassandraException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassandraStartIT {
    @Test
    void should_tell_the_end_of_the_log_if_a_setting_is_wrong() {
        CassandraCluster.Builder builder = CassandraCluster.builder().setting("num_tokens", "many");

        assertThatThrownBy(builder::start)
                .isInstanceOf(CassandraException.class)
                .hasMessageContaining("exited with code 3")
                .hasMessageContaining("num_tokens");
    }

    @Test
    void should_refuse_a_wrong_password_if_it_asks_for_one() {
        try (CassandraCluster cluster = CassandraCluster.builder()
                .setting("authenticator", "PasswordAuthenticator")
                .start()) {
            CqlSessionBuilder session = CqlSession.builder()
                    .addContactPoints(cluster.contactPoints())
                    .withLocalDatacenter(cluster.datacenter());

            session.withAuthCredentials("cassandra", "cassandra").build().close();
            session.withAuthCredentials("cassandra", "wrong");
            assertThatThrownBy(session::build).isInstanceOf(AllNodesFailedException.class);
        }
    }

    @Test
    void should_find_its_data_if_a_later_cluster_opens_the_folder(@TempDir Path folder) {
        CassandraCluster.Builder builder = CassandraCluster.builder().folder(folder);
        try (CassandraCluster cluster = builder.start();
                CqlSession session = RunningCluster.connect(cluster)) {
            session.execute(
                    "CREATE KEYSPACE kept WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        }
        try (CassandraCluster cluster = builder.start();
                CqlSession session = RunningCluster.connect(cluster)) {
            assertThat(session.getMetadata().getKeyspace("kept")).isPresent();
        }
    }

    @Test
    void should_end_if_the_process_that_started_it_is_killed() throws IOException {
        Process starter = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dslipway.maven.repository=" + System.getProperty("slipway.maven.repository"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = starter.inputReader()) {
            ProcessHandle server =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            assertThat(server.isAlive()).isTrue();

            starter.destroyForcibly();

            await().until(() -> !server.isAlive());
        } finally {
            starter.destroyForcibly();
        }
    }

    /** The process that is killed: prints the id of a server that it has started, and waits. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] args) throws IOException {
            CassandraCluster cluster = CassandraCluster.builder().start();
            System.out.println(cluster.server(0).pid());
            System.in.read();
        }
    }
}
