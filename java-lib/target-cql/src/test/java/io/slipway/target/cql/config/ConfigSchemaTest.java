package io.slipway.target.cql.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The numbered files are those of the repository, and each ends with its version. */
class ConfigSchemaTest {

    @Test
    void should_apply_every_file_of_the_schema_in_order() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../../schemas/cql"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".cql")))
                    .containsExactlyInAnyOrderElementsOf(ConfigSchema.FILES);
        }
        assertThat(ConfigSchema.FILES).isSorted();
    }

    @Test
    void should_end_each_file_with_its_version() {
        for (int version = 1; version <= ConfigSchema.FILES.size(); version++) {
            assertThat(ConfigSchema.statements(ConfigSchema.FILES.get(version - 1), "k"))
                    .last()
                    .asString()
                    .contains("\"k\".slipway_tables")
                    .contains("comment = 'slipway schema " + version + ", config store'");
        }
    }

    @Test
    void should_leave_no_comment_and_no_placeholder_in_a_statement() {
        assertThat(ConfigSchema.FILES)
                .flatMap(file -> ConfigSchema.statements(file, "k"))
                .hasSizeGreaterThanOrEqualTo(3)
                .noneMatch(statement -> statement.contains("--") || statement.contains("${"));
    }
}
