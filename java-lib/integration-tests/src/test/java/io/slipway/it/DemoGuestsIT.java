package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.spi.config.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as it is run from the command line: a service in Go and one in Node.js work while their tables move. */
@Tag("native")
class DemoGuestsIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final int PATIENCE_S = 600;
    private static final List<String> SERVICES = List.of("api", "api-go", "delivery", "delivery-node", "master");

    @Test
    void should_move_tables_beneath_services_in_go_and_node(@TempDir Path folder) throws Exception {
        Path report = folder.resolve("report.json");

        Path printed = folder.resolve("printed");
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + ROOT.resolve("java-lib/demo/target/java.args"),
                        "--root",
                        ROOT.toString(),
                        "--source",
                        "redis",
                        "--processes",
                        "3",
                        "--with",
                        "go,node",
                        "--rows",
                        "1000",
                        "--seconds",
                        "16",
                        "--rate",
                        "500",
                        "--report",
                        report.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(demo.waitFor(PATIENCE_S, TimeUnit.SECONDS))
                    .as("the demo ends")
                    .isTrue();
        } finally {
            demo.destroy();
            demo.waitFor();
        }

        assertThat(demo.exitValue()).as(Files.readString(printed)).isZero();
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.path("problems")).isEmpty();
        for (String count :
                List.of("failed_operations", "lost_writes", "resurrected_deletes", "wrong_answers", "mismatches")) {
            assertThat(json.path(count).asLong(-1)).as(count).isZero();
        }
        assertGuest(json.path("guests").path(0), "api-go", "Go");
        assertGuest(json.path("guests").path(1), "delivery-node", "Node.js");
        assertThat(json.path("epochs")).isNotEmpty().allSatisfy(DemoGuestsIT::assertAcknowledged);
        assertThat(texts(json.path("epochs"), "stage"))
                .containsOnly(List.of(Stage.values()).stream().map(Stage::text).toArray(String[]::new));
    }

    private static void assertGuest(JsonNode guest, String process, String language) {
        assertThat(guest.path("process").asText()).isEqualTo(process);
        assertThat(guest.path("language").asText()).isEqualTo(language);
        assertThat(guest.path("library_version").asText()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(guest.path("operations").asLong()).isGreaterThan(300);
        assertThat(guest.path("failed").asLong(-1)).isZero();
        assertThat(guest.path("wrong_answers").asLong(-1)).isZero();
    }

    private static void assertAcknowledged(JsonNode epoch) {
        assertThat(StreamSupport.stream(epoch.path("acknowledged_by").spliterator(), false)
                        .map(JsonNode::asText))
                .as(epoch.toString())
                .containsExactlyElementsOf(SERVICES);
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.path(field).asText())
                .toList();
    }
}
