package io.slipway.migrate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.fake.FakeConfig;
import io.slipway.migrate.fake.VirtualTime;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TableImportTest {

    private static List<TableConfig> parse(String text) {
        return TableImport.parse("tables.yaml", text, "ann", Instant.EPOCH);
    }

    @Test
    void should_read_descriptions_and_their_defaults() {
        List<TableConfig> records = parse(
                """
                tables:
                  - name: samples
                    layout: hash
                  - name: sightings
                    target: sightings_2
                    layout: prefix(until 0x2f)
                    valueBytesMax: 65536
                    graceSeconds: 3600
                    policy: required
                    auditSample: 0.25
                """);
        assertThat(records.get(0))
                .isEqualTo(new TableConfig(
                        TableSpec.of("samples", Layout.hash()),
                        Phase.SOURCE,
                        1,
                        0,
                        WritePolicy.BACKGROUND,
                        1.0,
                        0,
                        "imported from tables.yaml",
                        "ann",
                        Instant.EPOCH));
        assertThat(records.get(1).spec())
                .isEqualTo(
                        new TableSpec("sightings", "sightings_2", new Layout.PrefixUntil((byte) '/'), 65_536, 3_600));
        assertThat(records.get(1).policy()).isEqualTo(WritePolicy.REQUIRED);
        assertThat(records.get(1).auditSample()).isEqualTo(0.25);
    }

    static Stream<Arguments> wrongDescriptions() {
        return Stream.of(
                Arguments.of("tables: [", "tables.yaml:1", "no YAML"),
                Arguments.of("", "tables.yaml", "no 'tables:'"),
                Arguments.of("- a", "tables.yaml:1", "key: value"),
                Arguments.of("tabels: []", "tables.yaml:1", "known here: tables"),
                Arguments.of("tables: 5", "tables.yaml:1", "expected a list"),
                Arguments.of("tables:\n  - layout: hash", "tables.yaml:2", "'name' is missing"),
                Arguments.of("tables:\n  - name: A", "tables.yaml:2", "must be 1 to 48"),
                Arguments.of("tables:\n  - name: a\n    layout: heap", "tables.yaml:3", "is none of: hash"),
                Arguments.of(
                        "tables:\n  - name: a\n    layout: hash\n    ttl: 3", "tables.yaml:4", "unknown key 'ttl'"),
                Arguments.of("tables:\n  - name: a\n    layout: prefix(length 0)", "tables.yaml:3", "1 to 1024"),
                Arguments.of("tables:\n  - {name: a, layout: hash, graceSeconds: x}", "tables.yaml:2", "whole number"),
                Arguments.of("tables:\n  - {name: a, layout: hash, graceSeconds: 5}", "tables.yaml:2", "from 60"),
                Arguments.of(
                        "tables:\n  - {name: a, layout: hash, policy: never}", "tables.yaml:2", "background, required"),
                Arguments.of("tables:\n  - {name: a, layout: hash, auditSample: 2}", "tables.yaml:2", "from 0 to 1"),
                Arguments.of("tables:\n  - {name: a, layout: hash, name: b}", "tables.yaml:2", "name"),
                Arguments.of(
                        "tables:\n  - {name: a, layout: hash}\n  - {name: a, layout: hash}",
                        "tables.yaml:3",
                        "described twice"));
    }

    @ParameterizedTest
    @MethodSource("wrongDescriptions")
    void should_say_where_and_what_if_a_description_is_wrong(String text, String where, String what) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.CONFIG))
                .hasMessageContaining(where)
                .hasMessageContaining(what);
    }

    @Test
    void should_name_a_file_that_is_not_there() {
        assertThatThrownBy(() -> TableImport.read(Path.of("none.yaml"), "ann", Instant.EPOCH))
                .hasMessageContaining("there is no file none.yaml");
    }

    @Test
    void should_change_nothing_if_a_known_table_is_described_differently() {
        VirtualTime time = new VirtualTime(1);
        FakeConfig config = new FakeConfig();
        time.run(TableImport.into(time, config, parse("tables: [{name: a, layout: hash}]")));
        time.run(TableImport.into(time, config, parse("tables: [{name: a, layout: hash}]")));
        assertThatThrownBy(() -> time.run(TableImport.into(
                        time, config, parse("tables: [{name: b, layout: hash}, {name: a, layout: prefix(length 3)}]"))))
                .hasMessageContaining("cannot change");
        assertThat(time.run(config.readAll()).keySet()).containsExactly("a");
    }
}
