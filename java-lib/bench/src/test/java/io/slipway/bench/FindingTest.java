package io.slipway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class FindingTest {

    private static final List<Double> PEER = List.of(100.0, 101.0, 99.0, 100.0, 100.5);

    @Test
    void should_hold_if_the_whole_interval_is_within_the_target() {
        assertThat(finding(new Target.Added(1_000), List.of(900.0, 950.0, 920.0))
                        .holds())
                .isEqualTo("yes");
        assertThat(finding(new Target.Times(1.05), List.of(100.0, 101.0, 100.0)).holds())
                .isEqualTo("yes");
    }

    @Test
    void should_not_hold_if_the_whole_interval_is_beyond_the_target() {
        assertThat(finding(new Target.Added(1_000), List.of(1_900.0, 1_950.0)).holds())
                .isEqualTo("no");
        assertThat(finding(new Target.Times(2), List.of(300.0, 301.0)).holds()).isEqualTo("no");
    }

    @Test
    void should_be_undecided_if_the_interval_straddles_the_target() {
        assertThat(finding(new Target.Added(1_000), List.of(500.0, 1_100.0, 3_000.0))
                        .holds())
                .isEqualTo("undecided");
    }

    @Test
    void should_hold_a_lower_bound_from_below() {
        assertThat(finding(new Target.AtLeast(1.5), List.of(160.0, 161.0)).holds())
                .isEqualTo("yes");
        assertThat(finding(new Target.AtLeast(1.5), List.of(120.0, 121.0)).holds())
                .isEqualTo("no");
        assertThat(finding(new Target.AtLeast(1.5), List.of(100.0, 150.0, 300.0))
                        .holds())
                .isEqualTo("undecided");
        assertThat(finding(new Target.AtLeast(1.5), List.of(160.0, 161.0)).target())
                .isEqualTo(">= 1.5x");
    }

    @Test
    void should_hold_an_absolute_bound_whatever_the_peer_costs() {
        assertThat(finding(new Target.AtMost(99), List.of(98.0, 98.5)).holds()).isEqualTo("yes");
        assertThat(finding(new Target.AtMost(99), List.of(100.0, 100.5)).holds())
                .isEqualTo("no");
        assertThat(finding(new Target.AtMost(99), List.of(98.0, 100.5)).target())
                .startsWith("<= 99 ");
    }

    @Test
    void should_write_the_documented_fields(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("bench").resolve("jmh.json");

        Report.write(file, List.of(finding(new Target.Added(1_000), List.of(300.0, 300.0))));

        JsonNode line = new ObjectMapper().readTree(file.toFile()).get(0);
        assertThat(line.fieldNames())
                .toIterable()
                .containsExactly(
                        "work",
                        "subject",
                        "peer",
                        "subject_value",
                        "peer_value",
                        "unit",
                        "peer_spread",
                        "ratio",
                        "ci95",
                        "added",
                        "added_ci95",
                        "target",
                        "holds");
        assertThat(line.get("ratio").asDouble()).isEqualTo(3.0);
        assertThat(line.get("peer_spread").asDouble()).isEqualTo(0.02);
        assertThat(line.get("added").asDouble()).isEqualTo(200.0);
        assertThat(line.get("target").asText()).isEqualTo("<= +1000 ns/op");
    }

    @Test
    void should_name_benchmarks_that_exist() {
        List<String> known = BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
                .stream()
                .map(BenchmarkListEntry::getUsername)
                .toList();

        assertThat(Catalogue.comparisons())
                .flatExtracting(Comparison::subject, Comparison::peer)
                .allSatisfy(name -> assertThat(known)
                        .filteredOn(full -> full.endsWith("." + name))
                        .hasSize(1));
    }

    private static Finding finding(Target target, List<Double> subject) {
        return Finding.of(
                new Comparison("work", "A.ours", "A.theirs", "theirs", target, Target.none()),
                "ns/op",
                target,
                new Samples(subject, PEER));
    }
}
