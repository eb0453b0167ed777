package io.slipway.spi.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvUserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final SettingsReference REFERENCE = SettingsReference.text(
            "reference.yaml",
            """
            source:
              rocksdb:
                path:
                sync: true
                cache: 64MiB
            target:
              contact-points: [127.0.0.1:9042]
              deadline: 2s
              in-flight: 1_024
              password-file:
            """);

    @TempDir
    private Path folder;

    @Test
    void should_prefer_program_then_environment_then_file_then_default() throws IOException {
        KvConfig config = file("source: {rocksdb: {path: /file, sync: false}}\ntarget.deadline: 3s");
        Map<String, String> environment =
                Map.of("SLIPWAY_SOURCE_ROCKSDB_PATH", "/environment", "SLIPWAY_TARGET_DEADLINE", "4s");
        Settings settings = Settings.load(config.with("target.deadline", "5s"), REFERENCE, environment);

        assertThat(settings.duration("target.deadline", Duration.ZERO, Duration.ofMinutes(1)))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.path("source.rocksdb.path")).isEqualTo(Path.of("/environment"));
        assertThat(settings.flag("source.rocksdb.sync")).isFalse();
        assertThat(settings.bytes("source.rocksdb.cache", 0, 1L << 40)).isEqualTo(64L << 20);
        assertThat(settings.integer("target.in-flight", 1, 10_000)).isEqualTo(1_024);
    }

    @Test
    void should_read_a_list_if_it_comes_from_yaml_or_environment() throws IOException {
        KvConfig config = file("target: {contact-points: [a, b]}");
        assertThat(Settings.load(config, REFERENCE, Map.of()).list("target.contact-points"))
                .containsExactly("a", "b");
        assertThat(Settings.load(config, REFERENCE, Map.of("SLIPWAY_TARGET_CONTACT_POINTS", "c, d"))
                        .list("target.contact-points"))
                .containsExactly("c", "d");
        assertThat(Settings.load(KvConfig.empty(), REFERENCE, Map.of()).list("target.contact-points"))
                .containsExactly("127.0.0.1:9042");
    }

    @Test
    void should_name_place_and_nearest_key_if_a_key_is_unknown() throws IOException {
        KvConfig config = file("source:\n  rocksdb:\n    pathh: x\n");
        refused(() -> Settings.load(config, REFERENCE, Map.of()))
                .withMessageContaining("slipway.yaml:3:5")
                .withMessageContaining("'source.rocksdb.pathh'")
                .withMessageContaining("did you mean 'source.rocksdb.path'?");
    }

    @Test
    void should_ignore_other_sections_if_only_one_is_asked_for() throws IOException {
        KvConfig config =
                file("elsewhere: {unknown: 1}\nsource: {rocksdb: {path: p}}").with("provider", "rocksdb");
        assertThat(Settings.loadSection(config, REFERENCE, Map.of(), "source.rocksdb")
                        .text("source.rocksdb.path"))
                .isEqualTo("p");
        refused(() -> Settings.loadSection(
                        config.with("source.rocksdb.snyc", "true"), REFERENCE, Map.of(), "source.rocksdb"))
                .withMessageContaining("set by the program: unknown setting 'source.rocksdb.snyc'")
                .withMessageContaining("'source.rocksdb.sync'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source: [1, 2 | slipway.yaml:1:",
                "a: 1\\n b: 2 | slipway.yaml:2:",
                "source.rocksdb.path: a\\nsource: {rocksdb: {path: b}} | slipway.yaml:2:20",
                "- a | slipway.yaml:1:1",
                "target: {contact-points: [{a: b}]} | slipway.yaml:1:",
                "source: &s {rocksdb: *s} | slipway.yaml:1:",
                "? [a] : b | slipway.yaml:1:",
                "path: \\u0001 | slipway.yaml",
            })
    void should_name_line_and_column_if_the_yaml_is_malformed(String yaml, String place) throws IOException {
        KvConfig config = file(yaml.replace("\\n", "\n").replace("\\u0001", "\u0001"));
        refused(() -> Settings.load(config, REFERENCE, Map.of())).withMessageContaining(place);
    }

    @Test
    void should_say_what_is_expected_if_a_value_is_wrong() throws IOException {
        Settings settings = Settings.load(
                file("source.rocksdb.sync: maybe\nsource.rocksdb.cache: 12 parsecs\ntarget.deadline: 3"),
                REFERENCE,
                Map.of("SLIPWAY_TARGET_IN_FLIGHT", "0"));
        refused(() -> settings.flag("source.rocksdb.sync"))
                .withMessageContaining(
                        "slipway.yaml:1:1: setting 'source.rocksdb.sync' must be true or false, not 'maybe'");
        refused(() -> settings.bytes("source.rocksdb.cache", 0, 10)).withMessageContaining("64KiB");
        refused(() -> settings.duration("target.deadline", Duration.ofMillis(1), Duration.ofHours(1)))
                .withMessageContaining("from 1ms to 3600000ms, not '3'");
        refused(() -> settings.integer("target.in-flight", 1, 9))
                .withMessageContaining("environment variable SLIPWAY_TARGET_IN_FLIGHT")
                .withMessageContaining("a whole number from 1 to 9, not '0'");
        refused(() -> settings.text("source.rocksdb.path")).withMessageContaining("SLIPWAY_SOURCE_ROCKSDB_PATH");
    }

    @Test
    void should_read_secrets_from_environment_or_file_but_never_from_yaml() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2\n");
        KvConfig config = KvConfig.empty().with("target.password-file", secret.toString());
        assertThat(Settings.load(config, REFERENCE, Map.of()).secret("target.password"))
                .contains("hunter2");
        assertThat(Settings.load(config, REFERENCE, Map.of("SLIPWAY_TARGET_PASSWORD", "other"))
                        .secret("target.password"))
                .contains("other");
        assertThat(Settings.load(KvConfig.empty(), REFERENCE, Map.of()).secret("target.password"))
                .isEmpty();
        refused(() -> Settings.load(file("target.password: hunter2"), REFERENCE, Map.of()))
                .withMessageContaining("did you mean 'target.password-file'?")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void should_name_the_file_if_it_is_missing() {
        Path missing = folder.resolve("missing.yaml");
        refused(() -> Settings.load(KvConfig.file(missing), REFERENCE, Map.of()))
                .withMessageContaining("there is no file " + missing);
    }

    @Test
    void should_refuse_a_key_that_the_reference_does_not_know() {
        Settings settings = Settings.load(KvConfig.empty(), REFERENCE, Map.of());
        assertThatIllegalArgumentException().isThrownBy(() -> settings.find("nothing"));
    }

    private KvConfig file(String yaml) throws IOException {
        return KvConfig.file(Files.writeString(folder.resolve("slipway.yaml"), yaml));
    }

    private static ThrowableAssertAlternative<KvUserException> refused(ThrowingCallable call) {
        return assertThatExceptionOfType(KvUserException.class)
                .isThrownBy(call)
                .matches(e -> e.code() == KvErrorCode.CONFIG);
    }
}
