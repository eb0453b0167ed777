package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.spi.Waiting;
import io.slipway.spi.config.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A server that asks for a login over TLS; and what of passwords and values gets out: nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecureServerIT {
    private static final Keyspace KEYSPACE = new Keyspace("guarded");
    private static final String TABLE = "reports";

    private final String password = "planted-password-" + UUID.randomUUID();
    private final String value = "planted-value-" + UUID.randomUUID();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private TestCertificates certificates;
    private CassandraCluster cluster;

    @TempDir
    Path folder;

    @BeforeAll
    void startServer(@TempDir Path own) throws IOException, InterruptedException {
        certificates = TestCertificates.create(own);
        cluster = CassandraCluster.builder()
                .setting("authenticator", "PasswordAuthenticator")
                .setting("authorizer", "CassandraAuthorizer")
                // Plain connections are let in, too: the launcher itself looks whether the server is up.
                .setting(
                        "client_encryption_options",
                        "{enabled: true, optional: true, keystore: " + certificates.keyStore() + ", keystore_password: "
                                + TestCertificates.PASSWORD + "}")
                .start();
        try (CqlSession session = superuser()) {
            session.execute(
                    "CREATE KEYSPACE guarded WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            session.execute("CREATE ROLE slipway WITH LOGIN = true AND PASSWORD = '" + password + "'");
            session.execute("GRANT ALL PERMISSIONS ON KEYSPACE guarded TO slipway");
        }
    }

    @AfterAll
    void stopServer() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void recordLog() {
        log.start();
        setLevels(Level.DEBUG, Level.DEBUG);
        root().addAppender(log);
    }

    @AfterEach
    void stopRecording() {
        root().detachAppender(log);
        setLevels(Level.WARN, Level.ERROR);
    }

    @Test
    void should_move_a_table_over_encrypted_connections_and_let_no_secret_out() throws IOException {
        KvConfig config = config(password, certificates.authority());
        try (Service service = new Service(config)) {
            service.store().table(TABLE).put(bytes("key"), bytes(value));
            Waiting.on(service.operator().importTables(description(), "test"));
            service.move(TABLE, Stage.DUAL_WRITE);
            service.load(TABLE);
            service.store().table(TABLE).put(bytes("another"), bytes(value));

            assertThat(service.store().table(TABLE).get(bytes("key"))).contains(bytes(value));
            assertThat(encrypted()).isNotEmpty().allMatch(Boolean::booleanValue);
        }
        assertThat(logged()).isNotEmpty().noneMatch(line -> line.contains(password) || line.contains(value));
        assertThat(commandLine()).doesNotContain(password);
        assertThat(filesHolding(password)).containsExactly(folder.resolve("password"));
        assertThat(filesHolding(value)).allMatch(file -> file.startsWith(folder.resolve("old")));
    }

    @Test
    void should_refuse_a_wrong_password_without_repeating_it() throws IOException {
        String wrong = "wrong-" + password;

        assertThatThrownBy(() -> enrol(config(wrong, certificates.authority())))
                .isInstanceOfSatisfying(
                        KvException.class, failure -> assertThat(failure.code()).isEqualTo(KvErrorCode.CREDENTIALS))
                .satisfies(failure -> assertThat(trace(failure)).doesNotContain(password));
        assertThat(logged()).noneMatch(line -> line.contains(password));
    }

    @Test
    void should_trust_no_server_that_the_given_authority_has_not_signed(@TempDir Path elsewhere) throws Exception {
        TestCertificates strangers = TestCertificates.create(elsewhere);

        assertThatThrownBy(() -> enrol(config(password, strangers.authority())))
                .isInstanceOfSatisfying(KvException.class, failure -> assertThat(failure.code())
                        .isEqualTo(KvErrorCode.TARGET_UNAVAILABLE))
                .satisfies(failure -> assertThat(trace(failure)).contains("SSLHandshakeException"));
    }

    private void enrol(KvConfig config) throws IOException {
        try (Service service = new Service(config.with("stages.timeout", "3s"))) {
            Waiting.on(service.operator().importTables(description(), "test"));
            service.move(TABLE, Stage.DUAL_WRITE);
        }
    }

    private KvConfig config(String secret, Path authority) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), secret + "\n");
        return Service.config(folder, cluster, KEYSPACE)
                .with("target.cql.user", "slipway")
                .with("target.cql.password-file", file.toString())
                .with("target.cql.tls", "true")
                .with("target.cql.tls-ca-file", authority.toString());
    }

    private Path description() throws IOException {
        return Files.writeString(folder.resolve("t.yaml"), "tables: [{name: reports, layout: hash}]");
    }

    /** Of each connection of the service's user, whether it is encrypted. */
    private List<Boolean> encrypted() {
        try (CqlSession session = superuser()) {
            return session.execute("SELECT username, ssl_enabled FROM system_views.clients").all().stream()
                    .filter(client -> "slipway".equals(client.getString("username")))
                    .map((Row client) -> client.getBoolean("ssl_enabled"))
                    .toList();
        }
    }

    private CqlSession superuser() {
        return CqlSession.builder()
                .addContactPoints(cluster.contactPoints())
                .withLocalDatacenter(cluster.datacenter())
                .withAuthCredentials("cassandra", "cassandra")
                .build();
    }

    private List<String> logged() {
        List<String> lines = new ArrayList<>();
        for (ILoggingEvent event : List.copyOf(log.list)) {
            lines.add(event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
                lines.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
        return lines;
    }

    private List<Path> filesHolding(String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> content(file).contains(text))
                    .toList();
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String commandLine() throws IOException {
        return Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static void setLevels(Level all, Level driver) {
        root().setLevel(all);
        ((Logger) LoggerFactory.getLogger("com.datastax.oss.driver")).setLevel(driver);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
