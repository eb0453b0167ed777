package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.spi.Waiting;
import io.slipway.provider.TableStatus;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.Stage;
import io.slipway.spi.source.SourceTableState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that cannot be the right one: the move says why, and neither side is touched. */
@OnCassandra
class WrongTargetIT {
    private static final ByteString KEY = ByteString.copyFromUtf8("m/1");
    private static final ByteString VALUE = ByteString.copyFromUtf8("v");

    @TempDir
    Path folder;

    @Test
    void should_refuse_a_table_that_somebody_else_made(CassandraCluster cluster, CqlSession session, Keyspace keyspace)
            throws IOException {
        session.execute("CREATE TABLE " + keyspace.table("reports") + " (key text PRIMARY KEY, value text)");

        assertRefused(
                session,
                Service.config(folder, cluster, keyspace),
                KvErrorCode.TABLE_SCHEMA,
                keyspace.table("reports"),
                "does not say that Slipway made it",
                "nothing was changed");
    }

    @Test
    void should_refuse_a_table_of_another_layout(CassandraCluster cluster, CqlSession session, Keyspace keyspace)
            throws IOException {
        session.execute("CREATE TABLE " + keyspace.table("reports")
                + " (p blob, c blob, value blob, head blob, expires bigint, PRIMARY KEY ((p), c))"
                + " WITH comment = 'slipway schema 1, layout prefix(length 2), chunk 1048576'");

        assertRefused(
                session,
                Service.config(folder, cluster, keyspace),
                KvErrorCode.TABLE_SCHEMA,
                keyspace.table("reports"),
                "has layout prefix(length 2), not prefix(until 0x2f)",
                "nothing was changed");
    }

    @Test
    void should_refuse_a_table_of_the_layout_but_with_other_columns(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) throws IOException {
        session.execute("CREATE TABLE " + keyspace.table("reports")
                + " (p blob, c blob, value text, head blob, expires bigint, PRIMARY KEY ((p), c))"
                + " WITH comment = 'slipway schema 1, layout prefix(until 0x2f), chunk 1048576'");

        assertRefused(
                session,
                Service.config(folder, cluster, keyspace),
                KvErrorCode.TABLE_SCHEMA,
                "value text",
                "nothing was changed");
    }

    @Test
    void should_refuse_an_unknown_keyspace(CassandraCluster cluster, CqlSession session, Keyspace keyspace)
            throws IOException {
        assertRefused(
                session,
                Service.config(folder, cluster, new Keyspace("elsewhere")),
                KvErrorCode.TABLE_SCHEMA,
                "keyspace 'elsewhere' does not exist",
                "create it");
    }

    @Test
    void should_refuse_an_unknown_data_centre(CassandraCluster cluster, CqlSession session, Keyspace keyspace)
            throws IOException {
        assertRefused(
                session,
                Service.config(folder, cluster, keyspace).with("target.cql.datacenter", "nowhere"),
                KvErrorCode.CONFIG,
                "has the data centres [" + cluster.datacenter() + "], not 'nowhere'");
    }

    @Test
    void should_say_that_no_server_answers(CassandraCluster cluster, CqlSession session, Keyspace keyspace)
            throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertRefused(
                session,
                Service.config(folder, cluster, keyspace)
                        .with("target.cql.contact-points", "127.0.0.1:" + port)
                        .with("stages.timeout", "2s"),
                KvErrorCode.TARGET_UNAVAILABLE,
                "127.0.0.1:" + port,
                "check the addresses");
    }

    @Test
    void should_say_that_the_login_is_refused(CqlSession session) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "hunter2");
        try (CassandraCluster guarded = CassandraCluster.builder()
                .setting("authenticator", "PasswordAuthenticator")
                .start()) {
            KvConfig config = Service.config(folder, guarded, new Keyspace("guarded"));
            assertRefused(
                    session,
                    config.with("target.cql.user", "cassandra").with("target.cql.password-file", password.toString()),
                    KvErrorCode.CREDENTIALS,
                    "refuses user 'cassandra' or the password",
                    "check");
            assertRefused(
                    session, config, KvErrorCode.CREDENTIALS, "refuses a connection without user name and password");
        }
    }

    /** Tries to enrol a table, and looks at both sides before and after. */
    private void assertRefused(CqlSession session, KvConfig config, KvErrorCode code, String... parts)
            throws IOException {
        Path tables = Files.writeString(
                folder.resolve("tables.yaml"), "tables: [{name: reports, layout: 'prefix(until 0x2f)'}]");
        SchemaSnapshot before = SchemaSnapshot.of(session);
        try (Service service = new Service(config)) {
            service.store().table("reports").put(KEY, VALUE);
            Waiting.on(service.operator().importTables(tables, "test"));

            assertThatThrownBy(() -> service.move("reports", Stage.DUAL_WRITE))
                    .isInstanceOfSatisfying(KvException.class, failure -> assertThat(failure.code())
                            .isEqualTo(code))
                    .hasMessageContainingAll(parts)
                    .message()
                    .doesNotContain("hunter2");

            TableStatus status = Waiting.on(service.operator().status("reports"));
            assertThat(status.source()).isEqualTo(SourceTableState.UNTOUCHED);
            assertThat(status.record().phase()).isEqualTo(Phase.SOURCE);
            assertThat(status.record().epoch()).isEqualTo(1);
            service.store().table("reports").put(KEY, VALUE);
            assertThat(service.store().table("reports").get(KEY)).contains(VALUE);
        }
        assertThat(SchemaSnapshot.of(session)).isEqualTo(before);
    }
}
