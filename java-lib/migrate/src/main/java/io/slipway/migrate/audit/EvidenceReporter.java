package io.slipway.migrate.audit;

import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Window;
import io.slipway.migrate.stage.Evidence;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.TableConfig;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes what this process has counted for the gates into the config store, each number as this process's part of a sum.
 *
 * <p>Gates look at one entry into dual-write: what was counted before it is left out. Thread-safe.
 */
public final class EvidenceReporter {

    private static final Map<Count, Evidence> REPORTED = new EnumMap<>(Map.of(
            Count.AUDITED_READS, Evidence.AUDITED_READS,
            Count.COMPARISONS, Evidence.COMPARISONS,
            Count.MISMATCHES, Evidence.MISMATCHES,
            Count.UNSERVABLE_SCANS, Evidence.UNSERVABLE_SCANS));

    private final Environment environment;
    private final ConfigStore configs;
    private final Counters counters;
    private final String process;
    private final Duration interval;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /** One table's current entry into dual-write: what had been counted when it began, and what was reported of it. */
    private record Entry(String table, long epoch, Map<Count, Long> before, Map<Count, Long> reported) {}

    /** A number to be written. */
    private record Report(Entry entry, Count count, long value) {}

    /** @param process the name under which this process is registered */
    public EvidenceReporter(
            Environment environment, ConfigStore configs, Counters counters, String process, Duration interval) {
        this.environment = environment;
        this.configs = configs;
        this.counters = counters;
        this.process = process;
        this.interval = interval;
    }

    /** A table's record was adopted. */
    public void follow(TableConfig config) {
        if (config.entry() > 0) {
            entries.compute(
                    config.spec().name(),
                    (table, known) -> known != null && known.epoch() == config.entry()
                            ? known
                            : new Entry(table, config.entry(), counts(table), new ConcurrentHashMap<>()));
        }
    }

    /** Reports again and again. */
    public void start() {
        environment.schedule(interval, () -> {
            if (!stopped) {
                report().whenComplete((done, thrown) -> start());
            }
        });
    }

    public void stop() {
        stopped = true;
    }

    /** Writes what has changed since it was last written. A failure leaves the rest for the next time. */
    public CompletionStage<Void> report() {
        List<Report> changed = entries.values().stream()
                .flatMap(entry -> REPORTED.keySet().stream().map(count -> report(entry, count)))
                .filter(report -> report.value() != report.entry().reported().getOrDefault(report.count(), 0L))
                .toList();
        return changed.isEmpty() ? CompletableFuture.completedFuture(null) : Window.over(changed, 1, this::write);
    }

    private Report report(Entry entry, Count count) {
        long before = entry.before().getOrDefault(count, 0L);
        return new Report(entry, count, counters.get(entry.table(), count) - before);
    }

    private CompletionStage<Void> write(Report report) {
        Entry entry = report.entry();
        String name = REPORTED.get(report.count()).key(process);
        return configs.putEvidence(entry.table(), entry.epoch(), name, report.value())
                .thenRun(() -> entry.reported().put(report.count(), report.value()));
    }

    private Map<Count, Long> counts(String table) {
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        REPORTED.keySet().forEach(count -> counts.put(count, counters.get(table, count)));
        return counts;
    }
}
