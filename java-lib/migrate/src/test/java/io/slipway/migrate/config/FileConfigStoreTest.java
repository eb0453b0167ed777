package io.slipway.migrate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileConfigStoreTest {

    private static final TableConfig FIRST = new TableConfig(
            new TableSpec("t", "t_2", new Layout.Bucketed(new Layout.PrefixLength(4), 16), 1_000, 60),
            Phase.SOURCE,
            1,
            0,
            WritePolicy.REQUIRED,
            0.5,
            0,
            "because: \"quoted\"\nand a second line # no comment",
            "ann",
            Instant.parse("2026-01-02T03:04:05.678Z"));

    @TempDir
    Path folder;

    private FileConfigStore open() {
        return FileConfigStore.open(folder.resolve("tables.yaml"), Runnable::run);
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void should_keep_records_evidence_and_history_over_a_restart() {
        TableConfig second = FIRST.next(Phase.ENROLLED, "go", "ann", FIRST.at()).withFloor(7);
        try (FileConfigStore store = open()) {
            assertThat(get(store.publish(FIRST))).isTrue();
            assertThat(get(store.publish(second))).isTrue();
            get(store.putEvidence("t", 3, "comparisons/p1", 12));
            get(store.putEvidence("t", 3, "mismatches", 0));
        }
        try (FileConfigStore store = open()) {
            assertThat(get(store.readAll())).isEqualTo(Map.of("t", second));
            assertThat(get(store.read("t"))).contains(second);
            assertThat(get(store.read("u"))).isEmpty();
            assertThat(get(store.history("t"))).containsExactly(FIRST, second);
            assertThat(get(store.evidence("t", 3))).isEqualTo(Map.of("comparisons/p1", 12L, "mismatches", 0L));
            assertThat(get(store.evidence("t", 4))).isEmpty();
        }
    }

    @Test
    void should_publish_only_the_next_epoch() {
        try (FileConfigStore store = open()) {
            assertThat(get(store.publish(FIRST.next(Phase.ENROLLED, "", "", FIRST.at()))))
                    .isFalse();
            assertThat(get(store.publish(FIRST))).isTrue();
            assertThat(get(store.publish(FIRST))).isFalse();
            assertThat(get(store.history("t"))).containsExactly(FIRST);
        }
    }

    @Test
    void should_register_processes_in_memory() {
        try (FileConfigStore store = open()) {
            get(store.register(new ProcessStatus("p", "api", "1", 1, Map.of())));
            get(store.renew(new ProcessStatus("p", "api", "1", 2, Map.of("t", 4L))));
            assertThat(get(store.processes())).containsExactly(new ProcessStatus("p", "api", "1", 2, Map.of("t", 4L)));
            get(store.deregister("p"));
            assertThat(get(store.processes())).isEmpty();
        }
    }

    @Test
    void should_keep_a_second_store_out_until_it_is_closed() {
        try (FileConfigStore store = open()) {
            assertThat(get(store.readAll())).isEmpty();
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(
                            KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.CONFIG_UNAVAILABLE))
                    .hasMessageContaining("in use");
        }
        open().close();
    }

    @Test
    void should_refuse_a_malformed_file_with_its_line_and_leave_it() throws IOException {
        Path file = folder.resolve("tables.yaml");
        String text = "tables:\n- name: t\n  layout: hash\n  phase: nowhere\nevidence: {}\n";
        Files.writeString(file, text);
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.CONFIG))
                .hasMessageContaining("tables.yaml:4")
                .hasMessageContaining("dual-write");
        assertThat(Files.readString(file)).isEqualTo(text);
        Files.delete(file);
        open().close();
    }

    @Test
    void should_cut_off_a_record_that_a_dying_process_left_half_written() throws IOException {
        try (FileConfigStore store = open()) {
            get(store.publish(FIRST));
        }
        Path history = folder.resolve("tables.yaml.history");
        Files.writeString(history, "---\nname: t\nlayo", StandardOpenOption.APPEND);
        TableConfig second = FIRST.next(Phase.ENROLLED, "go", "ann", FIRST.at());
        try (FileConfigStore store = open()) {
            get(store.publish(second));
            assertThat(get(store.history("t"))).containsExactly(FIRST, second);
        }
    }

    @Test
    void should_not_show_a_record_that_was_written_down_and_never_published() throws IOException {
        TableConfig lost = FIRST.next(Phase.ENROLLED, "lost", "ann", FIRST.at());
        TableConfig second = FIRST.next(Phase.ENROLLED, "go", "ann", FIRST.at());
        Path file = folder.resolve("tables.yaml");
        try (FileConfigStore store = open()) {
            get(store.publish(FIRST));
            byte[] before = Files.readAllBytes(file);
            get(store.publish(lost));
            Files.write(file, before);
        }
        try (FileConfigStore store = open()) {
            assertThat(get(store.history("t"))).containsExactly(FIRST);
            get(store.publish(second));
            assertThat(get(store.history("t"))).containsExactly(FIRST, second);
        }
    }

    @Property
    void should_refuse_random_bytes_with_nothing_but_a_config_error(@ForAll byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            FileState.parse("file", text);
        } catch (KvException e) {
            assertThat(e.code()).isEqualTo(KvErrorCode.CONFIG);
            assertThat(e).hasMessageContaining("file");
        }
    }

    @Property(tries = 300)
    void should_refuse_a_damaged_file_with_nothing_but_a_config_error(@ForAll int position, @ForAll byte fresh) {
        byte[] bytes = new org.snakeyaml.engine.v2.api.Dump(
                        org.snakeyaml.engine.v2.api.DumpSettings.builder().build())
                .dumpToString(FileState.EMPTY
                        .with(FIRST)
                        .with("t", 3, "mismatches", 1)
                        .yaml())
                .getBytes(StandardCharsets.UTF_8);
        bytes[Math.floorMod(position, bytes.length)] = fresh;
        try {
            FileState.parse("file", new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (KvException e) {
            assertThat(e.code()).isEqualTo(KvErrorCode.CONFIG);
        }
    }
}
