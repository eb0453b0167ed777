package io.slipway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoReportTest {
    private static final DemoReport.Kill FIRST = new DemoReport.Kill("dual-write", "samples", 0, 150, 4);
    private static final DemoReport.Kill SECOND = new DemoReport.Kill("load", "samples", 0.5, 200, 5);

    @Test
    void should_pass_if_all_that_must_be_zero_is_and_the_rest_happened() {
        assertThat(report(0, 0, 0, 0, 7, 9, 3, List.of()).problems(false, List.of()))
                .isEmpty();
        assertThat(report(0, 0, 0, 0, 7, 9, 3, List.of(FIRST, SECOND)).problems(true, List.of()))
                .isEmpty();
    }

    @Test
    void should_name_every_number_that_is_wrong() {
        assertThat(report(1, 2, 3, 4, 0, 0, 0, List.of()).problems(false, List.of()))
                .containsExactly(
                        "failed_operations is 1, expected 0",
                        "mismatches is 2, expected 0",
                        "lost_writes is 3, expected 0",
                        "resurrected_deletes is 4, expected 0",
                        "comparisons is 0, expected some",
                        "deletes_raced_by_load is 0, expected some");
    }

    @Test
    void should_fail_if_kills_were_wanted_and_met_too_little() {
        DemoReport.Kill idle = new DemoReport.Kill("dual-write", "samples", 0, 99, 4);
        DemoReport.Kill late = new DemoReport.Kill("load", "samples", 0.9, 200, 4);

        assertThat(report(0, 0, 0, 0, 1, 1, 0, List.of(idle, late)).problems(true, List.of()))
                .containsExactly(
                        "recovered is 0, expected some",
                        "the kill during dual-write met 99 writes in flight, expected at least 100",
                        "the kill during the load came at 90 % of it, expected 20 to 80 %");
        assertThat(report(0, 0, 0, 0, 1, 1, 1, List.of(SECOND)).problems(true, List.of()))
                .containsExactly("target_kills is 1, expected 2");
    }

    @Test
    void should_fail_if_a_service_process_was_not_killed_once_and_amid_writes() {
        DemoReport.ServiceKill master = new DemoReport.ServiceKill("master-0", "load", 3, 600, 2.5);
        DemoReport.ServiceKill api = new DemoReport.ServiceKill("api-0", "read-target", 1, 0, 2.5);

        assertThat(report(List.of(master, api)).problems(false, List.of("api-0", "master-0")))
                .isEmpty();
        assertThat(report(List.of(api, api)).problems(false, List.of("api-0", "master-0")))
                .containsExactly(
                        "the killed service processes are [api-0, api-0], expected each once: [api-0, master-0]",
                        "no service process was killed while the load ran",
                        "no kill of a service process met a write without an answer");
    }

    @Test
    void should_write_the_promised_names(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("new/report.json");

        report(0, 0, 0, 0, 7, 9, 3, List.of(SECOND)).write(file, List.of("x is 1"));

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.fieldNames())
                .toIterable()
                .contains(
                        "rows_moved",
                        "bytes_moved",
                        "duration_s",
                        "load_rows_per_s",
                        "operations",
                        "failed_operations",
                        "retries",
                        "mismatches",
                        "comparisons",
                        "lost_writes",
                        "resurrected_deletes",
                        "deletes_raced_by_load",
                        "recovered",
                        "target_kills",
                        "service_kills",
                        "source",
                        "processes",
                        "problems",
                        "guests",
                        "epochs",
                        "tables");
        assertThat(json.path("problems").path(0).asText()).isEqualTo("x is 1");
        assertThat(json.path("guests").path(0).fieldNames())
                .toIterable()
                .containsExactly(
                        "process",
                        "language",
                        "library_version",
                        "operations",
                        "failed",
                        "retries",
                        "wrong_answers",
                        "p50_ms",
                        "p99_ms",
                        "max_ms");
        assertThat(json.path("epochs").path(0).fieldNames())
                .toIterable()
                .containsExactly("table", "stage", "epoch", "acknowledged_by");
        JsonNode table = json.path("tables").path(0);
        assertThat(table.fieldNames()).toIterable().containsExactly("name", "layout", "rows", "stages");
        assertThat(table.path("stages").path(0).fieldNames())
                .toIterable()
                .containsExactly("stage", "operations", "failed", "p50_ms", "p99_ms", "max_ms");
    }

    @Test
    void should_print_numbers_and_the_verdict() {
        DemoReport report = report(0, 0, 0, 0, 7, 9, 3, List.of(SECOND));

        assertThat(ReportText.of(report, List.of()))
                .contains("samples", "dual-write", "7 comparisons, 0 mismatches; 9 deletes raced", "PASSED")
                .containsPattern("api-go +Go +0.1.0 +700 +0 +0 +0.5 +2.5 +9.1")
                .contains("1 epochs acknowledged by api, api-go, master");
        assertThat(ReportText.of(report, List.of("x is 1"))).contains("FAILED: x is 1");
    }

    private static DemoReport report(List<DemoReport.ServiceKill> serviceKills) {
        return report(0, 0, 0, 0, 7, 9, 3, List.of(), serviceKills);
    }

    private static DemoReport report(
            long failed,
            long mismatches,
            long lost,
            long resurrected,
            long comparisons,
            long raced,
            long recovered,
            List<DemoReport.Kill> kills) {
        return report(failed, mismatches, lost, resurrected, comparisons, raced, recovered, kills, List.of());
    }

    private static DemoReport report(
            long failed,
            long mismatches,
            long lost,
            long resurrected,
            long comparisons,
            long raced,
            long recovered,
            List<DemoReport.Kill> kills,
            List<DemoReport.ServiceKill> serviceKills) {
        DemoReport.Stage stage = new DemoReport.Stage("dual-write", 10, 0, 0.5, 2.5, 9.1);
        return new DemoReport(
                1,
                "redis",
                4,
                60_000,
                90_000_000,
                80,
                5_000,
                40_000,
                failed,
                0,
                mismatches,
                comparisons,
                lost,
                resurrected,
                0,
                raced,
                recovered,
                60_000,
                kills.size(),
                kills,
                serviceKills,
                List.of(new DemoReport.Guest("api-go", "Go", "0.1.0", 700, 0, 2, 0, 0.5, 2.5, 9.1)),
                List.of(new DemoReport.Epoch("samples", "dual-write", 5, List.of("api", "api-go", "master"))),
                List.of(new DemoReport.Table("samples", "hash", 24_000, List.of(stage))));
    }
}
