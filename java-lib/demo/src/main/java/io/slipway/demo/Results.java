package io.slipway.demo;

import io.slipway.demo.model.DemoTable;
import io.slipway.demo.process.GuestNumbers;
import io.slipway.demo.process.Services;
import io.slipway.demo.report.DemoReport;
import io.slipway.demo.traffic.StageVisits;
import io.slipway.demo.traffic.Totals;
import io.slipway.demo.truth.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a run has come to by now, for a report also of one that ends early. For one thread. */
final class Results {
    private final DemoOptions options;
    private final TableDescriptions tables;
    private final List<String> problems = new ArrayList<>();
    private Totals totals = Totals.NONE;
    private StageVisits visits = new StageVisits();
    private Findings findings = Findings.NONE;
    private Journey.@Nullable Outcome outcome;
    private List<String> processesToKill = List.of();
    private List<DemoReport.Guest> guests = List.of();
    private List<DemoReport.Epoch> epochs = List.of();

    Results(DemoOptions options, TableDescriptions tables) {
        this.options = options;
        this.tables = tables;
    }

    /** How far the tables came, and what services counted on the way. */
    void travelled(Journey.Outcome outcome, Followers followers, Services services) {
        this.outcome = outcome;
        totals = services.totals();
        visits = services.visits();
        guests = services.guests().stream()
                .map(numbers -> guestReport(numbers, followers.versions()))
                .toList();
        epochs = followers.epochs();
        for (DemoReport.Epoch epoch : epochs) {
            List<String> missing = Followers.missing(epoch, services.registered());
            if (!missing.isEmpty()) {
                problems.add("epoch " + epoch.epoch() + " of " + epoch.table() + " was not acknowledged by " + missing);
            }
        }
        problems.addAll(services.problems());
    }

    /** Each of these service processes was to be killed once. */
    void expectKills(List<String> processes) {
        processesToKill = processes;
    }

    void checked(Findings findings) {
        this.findings = findings;
    }

    /** The run ends here, for this reason. */
    void failed(String reason) {
        problems.add(0, reason);
    }

    List<String> examples() {
        return findings.examples();
    }

    /** Everything that makes a run a failure that came to its end. */
    List<String> judge() {
        List<String> all = new ArrayList<>(problems);
        all.addAll(report().problems(options.killTarget(), processesToKill));
        return all;
    }

    /** What is known to be wrong with a run that ended early. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    DemoReport report() {
        Journey.Outcome journey = outcome != null ? outcome : Journey.Outcome.NONE;
        return new DemoReport(
                options.seed(),
                options.source().toString(),
                options.processes(),
                journey.rowsMoved(),
                journey.bytesMoved(),
                journey.durationS(),
                journey.rowsMoved() / Math.max(journey.loadS(), 0.001),
                totals.operations(),
                totals.failed(),
                totals.retries() + journey.retries(),
                totals.mismatches() + journey.differences() + findings.wrongExpiries(),
                totals.comparisons() + journey.comparisons(),
                findings.lostWrites(),
                findings.resurrectedDeletes(),
                totals.wrongAnswers(),
                totals.deletesRacedByLoad(),
                totals.recovered(),
                findings.keysChecked(),
                journey.targetKills().size(),
                journey.targetKills(),
                journey.serviceKills(),
                guests,
                epochs,
                tableReports(journey));
    }

    private static DemoReport.Guest guestReport(GuestNumbers numbers, Map<String, String> versions) {
        Totals totals = numbers.totals();
        Histogram latency_us = numbers.latency_us();
        return new DemoReport.Guest(
                numbers.guest().service(),
                numbers.guest().language(),
                versions.getOrDefault(numbers.guest().service(), "not registered"),
                totals.operations(),
                totals.failed(),
                totals.retries(),
                totals.wrongAnswers(),
                latency_us.getValueAtPercentile(50) / 1000.0,
                latency_us.getValueAtPercentile(99) / 1000.0,
                latency_us.getMaxValue() / 1000.0);
    }

    private List<DemoReport.Table> tableReports(Journey.Outcome journey) {
        List<DemoReport.Table> report = new ArrayList<>();
        for (DemoTable table : DemoTable.values()) {
            List<DemoReport.Stage> stages = visits.of(table.tableName()).stream()
                    .map(visit -> new DemoReport.Stage(
                            visit.stage(),
                            visit.operations(),
                            visit.failed(),
                            visit.latencyMs(50),
                            visit.latencyMs(99),
                            visit.latencyMsMax()))
                    .toList();
            report.add(new DemoReport.Table(
                    table.tableName(),
                    tables.layout(table).text(),
                    journey.rows().getOrDefault(table, 0L),
                    stages));
        }
        return report;
    }
}
