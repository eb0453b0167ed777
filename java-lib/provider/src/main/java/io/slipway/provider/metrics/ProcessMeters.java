package io.slipway.provider.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvException;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.recover.Recoverer;
import io.slipway.migrate.recover.Recoverers;
import io.slipway.migrate.router.Router;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetStore;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one process; this package's description lists them. They are registered in a registry that the service owns, and taken
 * off it again by {@link #close}. Thread-safe.
 */
public final class ProcessMeters implements AutoCloseable {

    private enum Outcome {
        OK,
        REFUSED,
        FAILED
    }

    private final OwnMeters meters;
    private final Counters counters;
    private final InstantSource clock;
    private final Map<String, Table> tables = new ConcurrentHashMap<>();
    private volatile @Nullable Recoverers recoverers;

    /** The meters of one table; the gauges read the rest through it. */
    private final class Table {

        final String name;
        final Map<Outcome, Timer> calls = new EnumMap<>(Outcome.class);
        volatile @Nullable TableConfig config;

        Table(String name) {
            this.name = name;
        }

        double outbox(ToDoubleFunction<OutboxStatus> number) {
            Recoverers running = recoverers;
            return running == null
                    ? Double.NaN
                    : running.of(name)
                            .flatMap(Recoverer::outbox)
                            .map(status -> number.applyAsDouble(status))
                            .orElse(Double.NaN);
        }

        double config(ToDoubleFunction<TableConfig> number) {
            TableConfig known = config;
            return known == null ? 0 : number.applyAsDouble(known);
        }
    }

    public ProcessMeters(MeterRegistry registry, Counters counters, InstantSource clock) {
        this.meters = new OwnMeters(registry);
        this.counters = counters;
        this.clock = clock;
    }

    /** The same source, with its requests timed. */
    public SourceStore measured(SourceStore source) {
        return new MeasuredSource(
                source, new RequestMeters(meters, "slipway.source.requests", "requests to the source"));
    }

    /** The same target, with its requests timed. */
    public TargetStore measured(TargetStore target) {
        return new MeasuredTarget(
                target, new RequestMeters(meters, "slipway.target.requests", "requests to the target"));
    }

    /** Shows what the router has under way and what it relies on, and the outboxes that this process recovers. */
    public void watch(Router router, Recoverers running) {
        recoverers = running;
        gauge("slipway.calls.in.flight", "unanswered calls", "calls", router, Router::callsUnderWay);
        gauge("slipway.early.in.flight", "early applies under way", "writes", router, Router::earlyAppliesUnderWay);
        gauge(
                "slipway.breaker.open",
                "1 while the breaker keeps early applies from the target",
                "flag",
                router,
                now -> now.breakerOpen() ? 1 : 0);
        gauge(
                "slipway.lease.age",
                "time since the renewal that this process relies on was sent",
                "seconds",
                router,
                now -> now.leaseAge().map(age -> age.toNanos() / 1e9).orElse(Double.NaN));
    }

    /** Takes notice of the record that a table is routed by from now on. */
    public void routed(TableConfig config) {
        table(config.spec().name()).config = config;
    }

    /** Counts one call in. */
    public void answered(String table, long nanos, @Nullable KvException failure) {
        Outcome outcome = failure == null
                ? Outcome.OK
                : failure.code().category() == KvErrorCategory.USER ? Outcome.REFUSED : Outcome.FAILED;
        table(table).calls.get(outcome).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Table table(String name) {
        Table known = tables.get(name);
        return known != null ? known : tables.computeIfAbsent(name, this::register);
    }

    private Table register(String name) {
        Table table = new Table(name);
        Tags tags = Tags.of("table", name);
        for (Outcome outcome : Outcome.values()) {
            table.calls.put(
                    outcome,
                    meters.timer("slipway.calls", "calls of services", tags.and("outcome", OwnMeters.tag(outcome))));
        }
        for (Count count : Count.values()) {
            meters.counter(
                    "slipway." + OwnMeters.tag(count).replace('-', '.'),
                    count.text(),
                    tags,
                    counters,
                    numbers -> numbers.get(name, count));
        }
        meters.gauge(
                "slipway.table.epoch",
                "the epoch that is followed",
                "epochs",
                tags,
                table,
                now -> now.config(TableConfig::epoch));
        meters.gauge(
                "slipway.table.stage",
                "the stage, 0 source to 4 target",
                "stage",
                tags,
                table,
                now -> now.config(config -> StageNumber.of(config.phase().stage())));
        meters.gauge(
                "slipway.outbox.depth",
                "unconfirmed entries",
                "entries",
                tags,
                table,
                now -> now.outbox(OutboxStatus::depth));
        meters.gauge(
                "slipway.outbox.age", "age of the oldest entry", "seconds", tags, table, now -> now.outbox(this::age));
        meters.gauge(
                "slipway.outbox.parked",
                "entries set aside",
                "entries",
                tags,
                table,
                now -> now.outbox(OutboxStatus::parked));
        return table;
    }

    private double age(OutboxStatus status) {
        return status.depth() == 0 ? 0 : Math.max(0, clock.millis() / 1e3 - status.oldestVersion() / 1e6);
    }

    private <T> void gauge(String name, String description, String unit, T state, ToDoubleFunction<T> value) {
        meters.gauge(name, description, unit, Tags.empty(), state, value);
    }

    @Override
    public void close() {
        meters.close();
    }
}
