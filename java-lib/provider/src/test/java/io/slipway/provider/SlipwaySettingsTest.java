package io.slipway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.source.redis.RedisOptions;
import io.slipway.source.rocksdb.RocksOptions;
import io.slipway.spi.settings.Settings;
import io.slipway.spi.settings.SettingsReference;
import io.slipway.target.cql.Consistency;
import io.slipway.target.cql.Replication;
import io.slipway.target.cql.SerialConsistency;
import io.slipway.target.cql.config.CqlConfigOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlipwaySettingsTest {

    private static final KvConfig LEAST = KvConfig.empty().with("source.rocksdb.path", "/data/old");

    @TempDir
    Path folder;

    @Test
    void should_have_a_default_for_everything_but_the_source_s_path() {
        SlipwaySettings settings = read(LEAST);

        assertThat(settings.router().deadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.router().inFlightMax()).isEqualTo(1_024);
        assertThat(settings.router().poll()).isEqualTo(Duration.ofMillis(200));
        assertThat(settings.target()).isEmpty();
        assertThat(settings.sharedConfig()).isEmpty();
        assertThat(settings.state()).isEqualTo(Path.of("/data/old-slipway"));
        assertThat(settings.source()).isEqualTo(new SourceSettings.Rocks(RocksOptions.at(Path.of("/data/old"))));
    }

    @Test
    void should_take_a_redis_server_as_the_source_if_its_address_is_given() {
        KvConfig redis = KvConfig.empty().with("source.redis.address", "old.example:6379");
        SlipwaySettings settings = read(redis.with("source.redis.timeout", "3s"));

        assertThat(settings.source()).isInstanceOfSatisfying(SourceSettings.Redis.class, source -> assertThat(
                        source.options().timeout())
                .isEqualTo(Duration.ofSeconds(3)));
        assertThat(settings.state()).isEqualTo(Path.of("slipway-state"));
        assertRefused(() -> read(redis.with("source.rocksdb.path", "/data/old")), "a process has one old store");
        assertRefused(() -> read(redis.with("source.redis.password", "planted")), "'source.redis.password'");
    }

    @Test
    void should_find_the_shared_config_store_in_the_target_s_cluster() {
        KvConfig shared = LEAST.with("config.store", "cql")
                .with("target.cql.contact-points", "a.example")
                .with("target.cql.datacenter", "dc2")
                .with("config.cql.serial-consistency", "LOCAL_SERIAL");
        CqlConfigOptions options = read(shared).sharedConfig().orElseThrow();

        assertThat(options.connection().keyspace()).isEqualTo("slipway_config");
        assertThat(options.connection().localDatacenter()).isEqualTo("dc2");
        assertThat(options.connection().replication()).isEmpty();
        assertThat(options.connection().reads()).isEqualTo(Consistency.LOCAL_QUORUM);
        assertThat(options.serial()).isEqualTo(SerialConsistency.LOCAL_SERIAL);
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.create()).isFalse();
    }

    @Test
    void should_refuse_a_config_store_that_cannot_be() {
        assertRefused(() -> read(LEAST.with("config.store", "cql")), "'target.cql.contact-points' is required");
        assertRefused(() -> read(LEAST.with("config.store", "etcd")), "'config.store' must be 'file' or 'cql'");
    }

    @Test
    void should_read_the_file_and_let_environment_and_program_override_it() throws IOException {
        Path file = Files.writeString(
                folder.resolve("slipway.yaml"),
                """
                service: reports
                in-flight: 7
                deadline: 5s
                source: {rocksdb: {path: /data/a}}
                target:
                  cql:
                    contact-points: [a.example:9142, "[::1]", b.example]
                    replication-factor: 3
                    read-consistency: ONE
                """);
        SlipwaySettings settings = SlipwaySettings.of(
                KvConfig.file(file).with("deadline", "3s"), Map.of("SLIPWAY_IN_FLIGHT", "8"), "p", "v");

        assertThat(settings.router().service()).isEqualTo("reports");
        assertThat(settings.router().inFlightMax()).isEqualTo(8);
        assertThat(settings.router().deadline()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.target()).hasValueSatisfying(target -> {
            assertThat(target.config().contactPoints())
                    .extracting(address -> address.getHostString() + " " + address.getPort())
                    .containsExactly("a.example 9142", "::1 9042", "b.example 9042");
            assertThat(target.config().replication()).contains(new Replication.Simple(3));
            assertThat(target.config().reads()).isEqualTo(Consistency.ONE);
        });
    }

    @Test
    void should_know_exactly_the_settings_that_the_code_reads() throws IOException {
        Set<String> read = new TreeSet<>(RocksOptions.reference().keys());
        read.addAll(RedisOptions.reference().keys());
        // The first chooses the provider before this one is asked; the second is read as the secret
        // target.cql.password.
        read.addAll(Set.of("provider", "target.cql.password-file"));
        Path sources = Path.of("src/main/java/io/slipway/provider");
        Pattern getter = Pattern.compile(
                "settings\\s*\\.\\w+\\(\\s*(SECTION \\+ )?\"([a-z.-]+)\"|consistency\\(settings, (SECTION \\+ )\"([a-z-]+)\"");
        for (String file : Set.of("SlipwaySettings.java", "CqlSettings.java", "ConfigSettings.java", "Decoding.java")) {
            read.addAll(keys(getter, Files.readString(sources.resolve(file))));
        }
        read.remove("target.cql.password");

        assertThat(new TreeSet<>(SlipwaySettings.reference().keys())).isEqualTo(read);
    }

    @Test
    void should_repeat_the_sources_own_references() {
        for (SettingsReference source : List.of(RocksOptions.reference(), RedisOptions.reference())) {
            Settings here = Settings.load(KvConfig.empty(), SlipwaySettings.reference(), Map.of());
            Settings there = Settings.load(KvConfig.empty(), source, Map.of());

            for (String key : source.keys()) {
                assertThat(here.find(key)).as(key).isEqualTo(there.find(key));
            }
        }
    }

    @Test
    void should_name_the_nearest_setting_if_one_is_unknown() {
        assertRefused(() -> read(LEAST.with("target.cql.keyspaec", "x")), "target.cql.keyspaec", "target.cql.keyspace");
    }

    @Test
    void should_name_the_setting_and_its_bounds_if_a_value_is_wrong() {
        assertRefused(() -> read(LEAST.with("in-flight", "0")), "in-flight", "1 to 100000");
        assertRefused(() -> read(LEAST.with("deadline", "forever")), "deadline", "500ms");
        assertRefused(() -> read(KvConfig.empty()), "source.rocksdb.path");
        assertRefused(() -> read(target("a:b:c")), "target.cql.contact-points", "host:port", "a:b:c");
        assertRefused(() -> read(target("a:70000")), "target.cql.contact-points");
        assertRefused(() -> read(target("a").with("target.cql.keyspace", "No")), "keyspace 'No'");
        assertRefused(() -> read(target("a").with("target.cql.read-consistency", "SOME")), "LOCAL_QUORUM", "SOME");
    }

    @Test
    void should_name_file_and_line_if_the_yaml_is_malformed() throws IOException {
        Path file = Files.writeString(folder.resolve("slipway.yaml"), "service: a\n  deadline: [");

        assertRefused(() -> read(KvConfig.file(file)), "slipway.yaml:2");
    }

    @Test
    void should_take_the_password_from_a_file_or_the_environment_alone() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "s3cret\n");
        KvConfig user = target("a").with("target.cql.user", "u");

        assertRefused(() -> read(user), "SLIPWAY_TARGET_CQL_PASSWORD");
        assertRefused(() -> read(user.with("target.cql.password", "s3cret")), "unknown setting");
        assertThat(password(read(user.with("target.cql.password-file", file.toString()))))
                .isEqualTo("s3cret");
        assertThat(password(SlipwaySettings.of(user, Map.of("SLIPWAY_TARGET_CQL_PASSWORD", "other"), "p", "v")))
                .isEqualTo("other");
    }

    private static String password(SlipwaySettings settings) {
        return settings.target()
                .orElseThrow()
                .config()
                .credentials()
                .orElseThrow()
                .password();
    }

    private static Set<String> keys(Pattern getter, String source) {
        Stream<MatchResult> found = getter.matcher(source).results();
        return found.map(match -> match.group(2) != null
                        ? (match.group(1) == null ? "" : "target.cql.") + match.group(2)
                        : "target.cql." + match.group(4))
                .collect(Collectors.toSet());
    }

    private static KvConfig target(String contactPoints) {
        return LEAST.with("target.cql.contact-points", contactPoints);
    }

    private static SlipwaySettings read(KvConfig config) {
        return SlipwaySettings.of(config, Map.of(), "p", "v");
    }

    private static void assertRefused(ThrowingCallable call, String... said) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KvException.class, failure -> assertThat(failure.code()).isEqualTo(KvErrorCode.CONFIG))
                .hasMessageContainingAll(said);
    }
}
