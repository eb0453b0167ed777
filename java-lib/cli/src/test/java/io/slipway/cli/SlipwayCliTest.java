package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.slipway.cli.terminal.Interruption;
import io.slipway.cli.terminal.Terminal;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments, exit codes and documents, over an embedded store and without a target. */
class SlipwayCliTest {

    @TempDir
    Path folder;

    private Path settings = Path.of("");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void writeSettings() throws IOException {
        settings = Files.writeString(
                folder.resolve("slipway.yaml"),
                "source:\n  rocksdb:\n    path: " + folder.resolve("old") + "\n    sync: false\n"
                        + "target:\n  cql:\n    contact-points: [\"127.0.0.1:1\"]\n    connect-timeout: 200ms\n"
                        + "stages:\n  timeout: 1s\n");
        Files.writeString(
                folder.resolve("tables.yaml"),
                "tables:\n  - name: samples\n    layout: hash\n  - name: strings\n    layout: prefix(length 2)\n");
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        if (!all.contains("--help") && !all.contains("completion")) {
            all.addAll(List.of("--config", settings.toString()));
        }
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                new Interruption(Duration.ZERO));
        return SlipwayCli.run(terminal, InstantSource.system(), all.toArray(String[]::new));
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toByteArray());
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void importTables() {
        String tables = folder.resolve("tables.yaml").toString();
        assertThat(run("config", "import", tables, "--author", "ada")).isZero();
    }

    /** The old store as its own provider opens it. */
    private KvStore old() {
        return KvStore.open(KvConfig.empty()
                .with("provider", "rocksdb")
                .with("source.rocksdb.sync", "false")
                .with("source.rocksdb.path", folder.resolve("old").toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "doctor",
                "plan",
                "prepare",
                "enrol",
                "load",
                "validate",
                "stage",
                "recover",
                "sweep",
                "status",
                "failures",
                "get"
            })
    void should_explain_every_verb_with_an_example_and_the_exit_codes(String verb) {
        assertThat(run(verb, "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Example:", "slipway " + verb, "--json", "Exit codes:", "a gate refused the change");
    }

    @Test
    void should_print_one_document() throws IOException {
        importTables();
        assertThat(run("status", "--json")).isZero();

        assertThat(json().path("tables")).hasSize(2);
        JsonNode first = json().path("tables").path(0);
        assertThat(first.path("record").path("table").asText()).isEqualTo("samples");
        assertThat(first.path("record").path("author").asText()).isEqualTo("ada");
        assertThat(first.path("next").asText()).isEqualTo("dual-write");
        assertThat(first.path("outbox").path("entries").asInt()).isZero();
    }

    @Test
    void should_change_nothing_on_a_dry_run() throws IOException {
        String tables = folder.resolve("tables.yaml").toString();
        assertThat(run("config", "import", tables, "--dry-run", "--json")).isZero();
        assertThat(json().path("imported")).hasSize(2);
        assertThat(run("config", "show", "--json")).isZero();
        assertThat(json().path("tables")).isEmpty();
    }

    @Test
    void should_exit_with_2_if_an_argument_is_wrong() {
        assertThat(run("stage", "samples", "nowhere")).isEqualTo(2);
        assertThat(said()).contains("source, dual-write, audit, read-target, target");
        assertThat(run("load")).isEqualTo(2);
        assertThat(run("get", "samples", "hex:0")).isEqualTo(2);
        assertThat(run("validate", "samples", "--sample", "2")).isEqualTo(2);
        assertThat(run("failures", "--since", "yesterday")).isEqualTo(2);
        assertThat(run("status", "--watch", "--json")).isEqualTo(2);
        assertThat(run("nothing")).isEqualTo(2);
    }

    @Test
    void should_exit_with_2_and_say_so_as_json_if_a_table_is_unknown() throws IOException {
        assertThat(run("stage", "samples", "audit", "--json")).isEqualTo(2);
        assertThat(json().path("error").path("code").asText()).isEqualTo("SLIPWAY-1004");
        assertThat(said()).contains("SLIPWAY-1004");
    }

    @Test
    void should_exit_with_2_if_a_setting_is_wrong() throws IOException {
        Files.writeString(settings, "sorce:\n  rocksdb:\n    path: x\n");
        assertThat(run("status")).isEqualTo(2);
        assertThat(said()).contains("did you mean");
    }

    @Test
    void should_exit_with_3_if_the_target_cannot_be_reached() throws IOException {
        importTables();
        assertThat(run("enrol", "samples", "--json")).isEqualTo(3);
        assertThat(json().path("error").path("name").asText()).isEqualTo("TARGET_UNAVAILABLE");
        assertThat(run("sweep", "samples", "--json")).isEqualTo(3);
        assertThat(json().path("error").path("name").asText()).isEqualTo("TARGET_UNAVAILABLE");
        assertThat(run("doctor", "--json")).isEqualTo(3);
        assertThat(json().path("result").asText()).isEqualTo("unreachable");
    }

    @Test
    void should_examine_every_store_if_the_first_cannot_be_opened() throws IOException {
        Files.writeString(settings, Files.readString(settings) + "config:\n  store: cql\n");
        assertThat(run("doctor", "--json")).isEqualTo(3);

        JsonNode checks = json().path("checks");
        assertThat(level(checks, "config store")).isEqualTo("fail");
        assertThat(level(checks, "target")).isEqualTo("fail");
        assertThat(level(checks, "source")).isEqualTo("ok");
    }

    private static String level(JsonNode checks, String store) {
        for (JsonNode check : checks) {
            if (check.path("store").asText().equals(store)) {
                return check.path("level").asText();
            }
        }
        return "not examined";
    }

    @Test
    void should_exit_with_3_if_the_embedded_store_is_in_use() {
        try (KvStore inUse = old()) {
            assertThat(inUse.table("samples").exists(ByteString.copyFromUtf8("k")))
                    .isFalse();
            assertThat(run("status")).isEqualTo(3);
            assertThat(said()).contains("close it there");
        }
    }

    @Test
    void should_read_a_key_and_write_its_bytes() throws IOException {
        byte[] value = {0, 1, (byte) 0xff, '\n'};
        try (KvStore old = old()) {
            old.table("samples").put(ByteString.copyFromUtf8("k"), ByteString.copyFrom(value));
        }
        importTables();
        assertThat(run("get", "samples", "hex:6b", "--raw")).isZero();
        assertThat(out.toByteArray()).isEqualTo(value);
        assertThat(run("get", "samples", "k", "--json")).isZero();
        assertThat(json().path("source").path("bytes").asInt()).isEqualTo(value.length);
        assertThat(json().path("target").path("status").asText()).isEqualTo("not asked");
    }

    @Test
    void should_show_a_value_as_json_by_its_descriptor() throws IOException {
        Path descriptors = Files.write(
                folder.resolve("app.binpb"),
                FileDescriptorSet.newBuilder()
                        .addFile(file("app.proto", "Sample", "size", FieldDescriptorProto.Type.TYPE_INT64)
                                .addDependency("used.proto"))
                        .addFile(file("used.proto", "Used", "name", FieldDescriptorProto.Type.TYPE_STRING))
                        .build()
                        .toByteArray());
        try (KvStore old = old()) {
            old.table("samples").put(ByteString.copyFromUtf8("k"), ByteString.copyFrom(new byte[] {8, 7}));
            old.table("samples").put(ByteString.copyFromUtf8("other"), ByteString.copyFrom(new byte[] {8}));
        }
        importTables();
        String[] sample = {"--descriptor", descriptors.toString(), "--message", "app.v1.Sample"};

        assertThat(run("get", "samples", "k", "--json", sample[0], sample[1], sample[2], sample[3]))
                .isZero();
        assertThat(json().path("value").path("size").asText()).isEqualTo("7");
        assertThat(run("get", "samples", "other", sample[0], sample[1], sample[2], sample[3]))
                .isEqualTo(2);
        assertThat(said()).contains("SLIPWAY-1011", "--raw");
        assertThat(run("get", "samples", "k", sample[0], sample[1], "--message", "app.v1.None"))
                .isEqualTo(2);
        assertThat(said()).contains("has no message 'app.v1.None'");
        assertThat(run("get", "samples", "k", sample[0], sample[1])).isEqualTo(2);
        assertThat(said()).contains("--descriptor and --message go together");
    }

    /** A file with one message of one field, number 1. */
    private static FileDescriptorProto.Builder file(
            String name, String message, String field, FieldDescriptorProto.Type type) {
        return FileDescriptorProto.newBuilder()
                .setName(name)
                .setPackage("app.v1")
                .setSyntax("proto3")
                .addMessageType(DescriptorProto.newBuilder()
                        .setName(message)
                        .addField(FieldDescriptorProto.newBuilder()
                                .setName(field)
                                .setNumber(1)
                                .setType(type)
                                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)));
    }

    @Test
    void should_recommend_the_prefix_that_keys_share_if_services_scan() throws IOException {
        try (KvStore old = old()) {
            for (int i = 0; i < 1_000; i++) {
                old.table("sightings")
                        .put(ByteString.copyFromUtf8("host" + i % 50 + "/" + i), ByteString.copyFromUtf8("x"));
            }
        }
        assertThat(run("plan", "sightings", "--scans", "--layout", "prefix(until 0x2f)", "--layout", "hash", "--json"))
                .isZero();
        assertThat(json().path("rows_read").asInt()).isEqualTo(1_000);
        assertThat(json().path("recommended").asText()).isEqualTo("prefix(until 0x2f)");
        JsonNode prefix = json().path("layouts").path(0);
        assertThat(prefix.path("partitions_estimated").asInt()).isEqualTo(50);
        assertThat(prefix.path("rows").path("max").asInt()).isEqualTo(20);
        assertThat(run("plan", "sightings", "--json")).isZero();
        assertThat(json().path("recommended").asText()).isEqualTo("hash");
    }

    @Test
    void should_print_a_script_for_the_shell() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("read-target", "validate", "sweep", "complete -F");
    }
}
