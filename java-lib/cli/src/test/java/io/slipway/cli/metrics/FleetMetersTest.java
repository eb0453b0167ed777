package io.slipway.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.kv.KvConfig;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.config.TableImport;
import io.slipway.provider.Slipway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetMetersTest {

    private static final String TABLES = "tables: [{name: reports, layout: hash}, {name: sightings, layout: hash}]";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void should_show_tables_and_processes_and_ask_no_more_often_than_allowed() {
        try (Slipway slipway = open()) {
            FleetMeters meters = new FleetMeters(slipway.operator(), () -> now, Duration.ofSeconds(5), registry);
            meters.refresh();
            assertThat(registry.get("slipway.exporter.up").gauge().value()).isEqualTo(1);
            assertThat(registry.find("slipway.table.stage").gauges()).isEmpty();
            assertThat(registry.get("slipway.processes")
                            .tag("service", "shop")
                            .gauge()
                            .value())
                    .isEqualTo(1);

            Waiting.on(slipway.operator().importTables(TableImport.parse("test", TABLES, "test", now)));
            now = now.plusSeconds(4);
            meters.refresh();
            assertThat(registry.find("slipway.table.stage").gauges()).isEmpty();

            now = now.plusSeconds(1);
            meters.refresh();
            assertThat(registry.get("slipway.table.stage")
                            .tag("table", "reports")
                            .gauge()
                            .value())
                    .isZero();
            assertThat(registry.get("slipway.table.epoch")
                            .tag("table", "sightings")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("slipway.outbox.depth")
                            .tag("table", "reports")
                            .gauge()
                            .value())
                    .isZero();
        }
    }

    @Test
    void should_register_only_meters_that_the_package_documents() throws IOException {
        String documented = Files.readString(Path.of("src/main/java/io/slipway/cli/metrics/package-info.java"));
        Set<String> names = Pattern.compile("^ \\* (slipway[a-z.]+) ", Pattern.MULTILINE)
                .matcher(documented)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        try (Slipway slipway = open()) {
            Waiting.on(slipway.operator().importTables(TableImport.parse("test", TABLES, "test", now)));
            new FleetMeters(slipway.operator(), () -> now, Duration.ofSeconds(5), registry).refresh();

            assertThat(registry.getMeters().stream().map(Meter::getId).map(Meter.Id::getName))
                    .isNotEmpty()
                    .allMatch(names::contains);
        }
    }

    private Slipway open() {
        return Slipway.open(KvConfig.empty()
                .with("service", "shop")
                .with("source.rocksdb.path", folder.resolve("old").toString()));
    }
}
