package io.slipway.source.redis;

import static io.slipway.source.redis.Asking.EPOCH;
import static io.slipway.source.redis.Asking.TABLE;
import static io.slipway.source.redis.Asking.answer;
import static io.slipway.source.redis.Asking.bytes;
import static io.slipway.source.redis.Asking.get;
import static io.slipway.source.redis.Asking.put;
import static io.slipway.source.redis.Asking.putting;
import static io.slipway.source.redis.Asking.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvErrorCode;
import io.slipway.redis.RedisServer;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.StoredValue;
import io.slipway.spi.settings.Settings;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may connect, and what the library needs and others must not have. */
class RedisAccessTest {

    private static final String PASSWORD = "planted-secret";
    private static final TableEpoch AT = new TableEpoch(TABLE, EPOCH);

    @TempDir
    private static Path folder;

    private static TestCertificate own;
    private static TestCertificate foreign;

    @BeforeAll
    static void certify() throws Exception {
        own = TestCertificate.create(Files.createDirectory(folder.resolve("own")));
        foreign = TestCertificate.create(Files.createDirectory(folder.resolve("foreign")));
    }

    @Test
    void should_work_with_the_documented_rights_and_keep_others_out() throws IOException {
        try (RedisServer server = RedisServer.builder()
                .password("admin")
                .user("slipway", documentedRights())
                .user("other", "on >other resetkeys ~other:* %R~slipway:* +@all")
                .start()) {
            try (SourceStore source = open(server, "slipway", PASSWORD)) {
                answer(source.enrol(TABLE, 3));
                put(source, "k", "v");
                assertThat(get(source, "k")).isNotNull();
                answer(source.confirm(TABLE, answer(source.outbox(TABLE, 0, 10))));
                answer(source.snapshot(TABLE)).close();
                answer(source.seal(TABLE, 3));
            }
            RedisClient client = RedisClient.create(RedisURI.builder()
                    .withHost("127.0.0.1")
                    .withPort(server.port())
                    .withAuthentication("other", "other".toCharArray())
                    .build());
            try {
                RedisCommands<String, String> commands = client.connect().sync();
                commands.set("other:k", "v");
                assertThat(commands.get("slipway:reports:k")).isEqualTo("v");
                assertThatThrownBy(() -> commands.set("slipway:reports:k", "w"))
                        .isInstanceOf(RedisCommandExecutionException.class)
                        .hasMessageContaining("NOPERM");
                assertThatThrownBy(() -> commands.eval(
                                "redis.call('SET', 'slipway:reports:k', 'w')", io.lettuce.core.ScriptOutputType.STATUS))
                        .isInstanceOf(RedisCommandExecutionException.class);
            } finally {
                client.shutdown();
            }
        }
    }

    @Test
    void should_say_that_the_outcome_is_unknown_if_a_right_is_lost_amid_a_batch() throws IOException {
        try (RedisServer server = RedisServer.builder()
                        .user("slipway", documentedRights())
                        .start();
                RawRedis raw = new RawRedis(server);
                SourceStore source = open(server, "slipway", PASSWORD)) {
            RedisCommands<String, String> commands = raw.commands();
            put(source, "gone", "v");
            commands.aclSetuser("slipway", AclSetuserArgs.Builder.removeCommand(CommandType.UNLINK));

            StoreException failed = refusal(source.write(new SourceBatch(
                    List.of(
                            new SourceWrite(AT, bytes("k"), Mutation.put(StoredValue.lasting(bytes("v")))),
                            new SourceWrite(AT, bytes("gone"), Mutation.delete())),
                    List.of())));
            assertThat(failed.kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(failed.code()).isEqualTo(KvErrorCode.WRITE_INTERRUPTED);
            assertThat(commands.get("slipway:reports:k"))
                    .as("scripts are not rolled back")
                    .isEqualTo("v");
        }
    }

    @Test
    void should_check_rights_before_the_first_write_if_the_server_took_none_when_it_was_connected_to() {
        try (RedisServer server = RedisServer.builder()
                        .user("narrow", "on >" + PASSWORD + " ~* +@all -set")
                        .start();
                RawRedis raw = new RawRedis(server)) {
            RedisCommands<String, String> commands = raw.commands();
            try (SourceStore source = open(server, null, null)) {
                answer(source.enrol(TABLE, EPOCH));
            }
            commands.configSet("min-replicas-to-write", "1");
            try (SourceStore source = open(server, "narrow", PASSWORD)) {
                assertThat(get(source, "k")).isNull();
                commands.configSet("min-replicas-to-write", "0");

                StoreException denied = refusal(source.write(putting("k", "v")));
                assertThat(denied.kind()).isEqualTo(Kind.REJECTED);
                assertThat(denied.code()).isEqualTo(KvErrorCode.CREDENTIALS);
                assertThat(commands.xlen("slipway:reports#outbox"))
                        .as("the script that writes never began")
                        .isZero();
            }
        }
    }

    @Test
    void should_probe_and_document_every_command_that_a_script_uses() throws IOException {
        Path scripts = Path.of("src/main/resources/io/slipway/source/redis/scripts");
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.list(scripts)) {
            for (Path file : files.toList()) {
                used.addAll(commands(Files.readString(file)));
            }
        }
        String rights = documentedRights();

        assertThat(used).contains("SET", "XADD", "TIME");
        assertThat(used).allMatch(command -> rights.contains("+" + command.toLowerCase(Locale.ROOT)));
        assertThat(used)
                .allMatch(
                        Set.copyOf(commands(Files.readString(scripts.resolve("probe.lua"))
                                + Files.readString(scripts.resolve("call.lua"))))::contains);
    }

    private static List<String> commands(String script) {
        return Pattern.compile("redis\\.call\\(\\s*'([A-Z]+)'")
                .matcher(script)
                .results()
                .map(call -> call.group(1))
                .toList();
    }

    /** The rule in the head of the package, with the password filled in. */
    private static String documentedRights() throws IOException {
        String head = Files.readString(Path.of("src/main/java/io/slipway/source/redis/package-info.java"));
        Matcher rule = Pattern.compile("ACL SETUSER slipway (.*?)</pre>", Pattern.DOTALL)
                .matcher(head);
        assertThat(rule.find()).isTrue();
        return rule.group(1)
                .replaceAll("\\n \\*\\s*", " ")
                .replace("&gt;", ">")
                .replace("PASSWORD", PASSWORD)
                .strip();
    }

    @Test
    void should_name_the_credentials_if_user_password_or_rights_are_refused() {
        try (RedisServer server = RedisServer.builder()
                .password("admin")
                .user("narrow", "on >" + PASSWORD + " ~* +@all -xadd")
                .user("elsewhere", "on >" + PASSWORD + " resetkeys ~other:* +@all")
                .start()) {
            assertDenied(server, "narrow", PASSWORD);
            assertDenied(server, "elsewhere", PASSWORD);
            assertDenied(server, "narrow", "wrong-" + PASSWORD);
            assertDenied(server, "nobody", PASSWORD);
            assertDenied(server, null, null);
        }
    }

    private static void assertDenied(RedisServer server, String user, String password) {
        StoreException denied = catchThrowableOfType(StoreException.class, () -> open(server, user, password));
        assertThat(denied.kind()).isEqualTo(Kind.REJECTED);
        assertThat(denied.code()).isEqualTo(KvErrorCode.CREDENTIALS);
        assertThat(denied.code().category()).isEqualTo(KvErrorCategory.USER);
        assertThat(options(server, user, password).toString()).doesNotContain(PASSWORD);
        for (Throwable cause = denied; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain(PASSWORD);
        }
    }

    @Test
    void should_encrypt_and_check_the_server_s_certificate() {
        try (RedisServer server = RedisServer.builder()
                .tls(own.certificate(), own.key(), Optional.empty())
                .start()) {
            try (SourceStore source = RedisSource.open(
                    SharedRedis.options(
                            server,
                            "tls",
                            "true",
                            "tls-ca-file",
                            own.certificate().toString()),
                    RecordedTables.NONE)) {
                assertThat(put(source, "k", "v")).isPositive();
            }
            assertThat(refusedTls(
                            server,
                            "tls",
                            "true",
                            "tls-ca-file",
                            foreign.certificate().toString()))
                    .hasMessageContaining("tls-ca-file");
            assertThat(refusedTls(server, "tls", "true")).hasMessageContaining("tls-ca-file");
            assertThat(refusedTls(
                            server,
                            "tls",
                            "true",
                            "tls-ca-file",
                            folder.resolve("none").toString()))
                    .hasMessageContaining("cannot read the PEM file");
        }
    }

    @Test
    void should_show_its_own_certificate_if_the_server_asks_for_one() {
        String certificate = own.certificate().toString();
        try (RedisServer server = RedisServer.builder()
                .tls(own.certificate(), own.key(), Optional.of(own.certificate()))
                .start()) {
            try (SourceStore source = RedisSource.open(
                    SharedRedis.options(
                            server,
                            "tls",
                            "true",
                            "tls-ca-file",
                            certificate,
                            "tls-certificate-file",
                            certificate,
                            "tls-key-file",
                            own.key().toString()),
                    RecordedTables.NONE)) {
                assertThat(put(source, "k", "v")).isPositive();
            }
            assertThat(catchThrowableOfType(
                            StoreException.class,
                            () -> RedisSource.open(
                                    SharedRedis.options(
                                            server, "tls", "true", "tls-ca-file", certificate, "connect-timeout", "1s"),
                                    RecordedTables.NONE)))
                    .isNotNull();
        }
    }

    @Test
    void should_refuse_a_server_that_is_known_to_lose_writes_if_durability_is_required() {
        try (RedisServer server =
                RedisServer.builder().setting("appendfsync", "everysec").start()) {
            StoreException refused = catchThrowableOfType(
                    StoreException.class,
                    () -> RedisSource.open(
                            SharedRedis.options(server, "require-durable", "true"), RecordedTables.NONE));
            assertThat(refused.code()).isEqualTo(KvErrorCode.CONFIG);
            assertThat(refused).hasMessageContaining("appendfsync everysec");
        }
    }

    private static StoreException refusedTls(RedisServer server, String... settings) {
        StoreException refused = catchThrowableOfType(
                StoreException.class,
                () -> RedisSource.open(SharedRedis.options(server, settings), RecordedTables.NONE));
        assertThat(refused.kind()).isEqualTo(Kind.REJECTED);
        assertThat(refused.code()).isEqualTo(KvErrorCode.CONFIG);
        return refused;
    }

    private static SourceStore open(RedisServer server, String user, String password) {
        return RedisSource.open(options(server, user, password), RecordedTables.NONE);
    }

    private static RedisOptions options(RedisServer server, String user, String password) {
        KvConfig config = KvConfig.empty().with("source.redis.address", server.endpoint());
        if (user != null) {
            config = config.with("source.redis.user", user);
        }
        Map<String, String> environment =
                password == null ? Map.of() : Map.of("SLIPWAY_SOURCE_REDIS_PASSWORD", password);
        return RedisOptions.of(Settings.load(config, RedisOptions.reference(), environment));
    }
}
