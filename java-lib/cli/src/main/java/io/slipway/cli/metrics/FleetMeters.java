package io.slipway.cli.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.slipway.kv.KvException;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.stage.GateNumber;
import io.slipway.provider.Operator;
import io.slipway.provider.TableStatus;
import io.slipway.provider.metrics.StageNumber;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at all tables and processes through an operator; this package's description lists the meters. Thread-safe. */
public final class FleetMeters {

    private static final Logger LOG = LoggerFactory.getLogger(FleetMeters.class);
    private static final List<Stage> ROAD = List.of(Stage.values());

    private final Operator operator;
    private final InstantSource clock;
    private final Duration period;
    private final MultiGauge stages;
    private final MultiGauge epochs;
    private final MultiGauge depths;
    private final MultiGauge ages;
    private final MultiGauge parked;
    private final MultiGauge gates;
    private final MultiGauge holding;
    private final MultiGauge processes;
    private final MultiGauge followers;
    private Instant lookedAt = Instant.MIN;
    private volatile boolean up;

    /** @param period the stores are asked no more often than that */
    public FleetMeters(Operator operator, InstantSource clock, Duration period, MeterRegistry registry) {
        this.operator = operator;
        this.clock = clock;
        this.period = period;
        this.stages = gauges(registry, "slipway.table.stage", "the stage, 0 source to 4 target");
        this.epochs = gauges(registry, "slipway.table.epoch", "the epoch of the table's record");
        this.depths = gauges(registry, "slipway.outbox.depth", "unconfirmed entries");
        this.ages = gauges(registry, "slipway.outbox.age", "seconds since the oldest unconfirmed entry was written");
        this.parked = gauges(registry, "slipway.outbox.parked", "entries set aside");
        this.gates = gauges(registry, "slipway.gate", "a number of the gate to the next stage");
        this.holding = gauges(registry, "slipway.gate.holds", "1 if the number holds");
        this.processes = gauges(registry, "slipway.processes", "registered processes");
        this.followers = gauges(registry, "slipway.followers", "processes that have acknowledged the table's epoch");
        Gauge.builder("slipway.exporter.up", this, meters -> meters.up ? 1 : 0)
                .description("1 if the last look at the stores succeeded")
                .register(registry);
    }

    private static MultiGauge gauges(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Asks the stores, unless that was done less than a period ago. Blocks; never fails. */
    public synchronized void refresh() {
        Instant now = clock.instant();
        if (Duration.between(lookedAt, now).compareTo(period) < 0) {
            return;
        }
        lookedAt = now;
        try {
            look(now);
            up = true;
        } catch (KvException e) {
            up = false;
            LOG.warn("the stores could not be asked: {}", e.getMessage());
        }
    }

    private void look(Instant now) {
        Map<String, TableConfig> tables = new TreeMap<>(Waiting.on(operator.tables()));
        List<ProcessStatus> registered = Waiting.on(operator.processes());
        List<TableStatus> found = new ArrayList<>();
        List<Row<?>> numbers = new ArrayList<>();
        List<Row<?>> held = new ArrayList<>();
        for (String table : tables.keySet()) {
            TableStatus status = Waiting.on(operator.status(table));
            found.add(status);
            for (GateNumber number : gate(status)) {
                Tags tags = Tags.of("table", table, "number", number.name());
                numbers.add(Row.of(tags, number.value()));
                held.add(Row.of(tags, number.holds() ? 1 : 0));
            }
        }
        gates.register(numbers, true);
        holding.register(held, true);
        stages.register(
                rows(found, status -> StageNumber.of(status.record().phase().stage())), true);
        epochs.register(rows(found, status -> status.record().epoch()), true);
        depths.register(rows(found, status -> status.outbox().depth()), true);
        ages.register(rows(found, status -> age(status, now)), true);
        parked.register(rows(found, status -> status.outbox().parked()), true);
        followers.register(rows(found, status -> followers(status.record(), registered)), true);
        processes.register(
                registered.stream()
                        .collect(Collectors.groupingBy(ProcessStatus::service, TreeMap::new, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .map(service -> Row.of(Tags.of("service", service.getKey()), service.getValue()))
                        .collect(Collectors.toList()),
                true);
    }

    private List<GateNumber> gate(TableStatus status) {
        Stage stage = status.record().phase().stage();
        return stage == Stage.TARGET || status.source().sealed()
                ? List.of()
                : Waiting.on(operator.gate(status.record().spec().name(), ROAD.get(ROAD.indexOf(stage) + 1)));
    }

    private static List<Row<?>> rows(List<TableStatus> tables, ToDoubleFunction<TableStatus> number) {
        return tables.stream()
                .map(status -> Row.of(Tags.of("table", status.record().spec().name()), number.applyAsDouble(status)))
                .collect(Collectors.toList());
    }

    private static double age(TableStatus status, Instant now) {
        long oldest = status.outbox().oldestVersion();
        return oldest == Long.MAX_VALUE ? 0 : Math.max(0, now.toEpochMilli() / 1e3 - oldest / 1e6);
    }

    private static long followers(TableConfig record, List<ProcessStatus> registered) {
        return registered.stream()
                .filter(process ->
                        process.acknowledged().getOrDefault(record.spec().name(), 0L) >= record.epoch())
                .count();
    }
}
