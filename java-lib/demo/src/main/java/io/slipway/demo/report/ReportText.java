package io.slipway.demo.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The report as people read it on the terminal. */
public final class ReportText {
    private static final String STAGE_LINE = "  %-12s %-12s %10s %7s %9s %9s %9s%n";
    private static final String GUEST_LINE = "  %-14s %-8s %-16s %10s %7s %7s %9s %9s %9s%n";

    private ReportText() {}

    /** Renders the report; lines end like those of the platform. */
    public static String of(DemoReport report, List<String> problems) {
        StringBuilder text = new StringBuilder();
        line(text, STAGE_LINE, "table", "stage", "operations", "failed", "p50 ms", "p99 ms", "max ms");
        for (DemoReport.Table table : report.tables()) {
            for (DemoReport.Stage stage : table.stages()) {
                line(
                        text,
                        STAGE_LINE,
                        table.name(),
                        stage.stage(),
                        stage.operations(),
                        stage.failed(),
                        ms(stage.p50Ms()),
                        ms(stage.p99Ms()),
                        ms(stage.maxMs()));
            }
        }
        line(text, "%n");
        for (DemoReport.Table table : report.tables()) {
            line(text, "  %-12s %,9d rows  %s%n", table.name(), table.rows(), table.layout());
        }
        line(text, "%n");
        guests(text, report.guests());
        line(
                text,
                "  moved %,d rows, %.1f MB in %.0f s (load: %,.0f rows/s)%n",
                report.rowsMoved(),
                report.bytesMoved() / 1e6,
                report.durationS(),
                report.loadRowsPerS());
        line(
                text,
                "  %,d operations, %d failed, %d tried again, %d wrong answers%n",
                report.operations(),
                report.failedOperations(),
                report.retries(),
                report.wrongAnswers());
        line(
                text,
                "  %,d comparisons, %d mismatches; %,d deletes raced the load; %,d writes recovered%n",
                report.comparisons(),
                report.mismatches(),
                report.deletesRacedByLoad(),
                report.recovered());
        for (DemoReport.Kill kill : report.kills()) {
            line(
                    text,
                    "  target killed during %s of %s at %.0f %% with %,d writes in flight, away %.1f s%n",
                    kill.during(),
                    kill.table(),
                    kill.loadShare() * 100,
                    kill.writesInFlight(),
                    kill.awayS());
        }
        for (DemoReport.ServiceKill kill : report.serviceKills()) {
            line(
                    text,
                    "  %s killed during %s with %,d operations in flight, %,d writes unanswered, away %.1f s%n",
                    kill.process(),
                    kill.during(),
                    kill.operationsInFlight(),
                    kill.writesUnanswered(),
                    kill.awayS());
        }
        epochs(text, report.epochs());
        line(
                text,
                "  final check by plain CQL: %,d keys, %d lost writes, %d resurrected deletes%n",
                report.keysChecked(),
                report.lostWrites(),
                report.resurrectedDeletes());
        line(text, "%n%s%n", problems.isEmpty() ? "PASSED" : "FAILED: " + String.join("; ", problems));
        return text.toString();
    }

    private static void guests(StringBuilder text, List<DemoReport.Guest> guests) {
        if (guests.isEmpty()) {
            return;
        }
        line(
                text,
                GUEST_LINE,
                "process",
                "language",
                "library",
                "operations",
                "failed",
                "wrong",
                "p50 ms",
                "p99 ms",
                "max ms");
        for (DemoReport.Guest guest : guests) {
            line(
                    text,
                    GUEST_LINE,
                    guest.process(),
                    guest.language(),
                    guest.libraryVersion(),
                    guest.operations(),
                    guest.failed(),
                    guest.wrongAnswers(),
                    ms(guest.p50Ms()),
                    ms(guest.p99Ms()),
                    ms(guest.maxMs()));
        }
        line(text, "%n");
    }

    /** Mostly everybody acknowledges every epoch, which makes one line. */
    private static void epochs(StringBuilder text, List<DemoReport.Epoch> epochs) {
        Map<List<String>, Long> counts = epochs.stream()
                .collect(Collectors.groupingBy(
                        DemoReport.Epoch::acknowledgedBy, LinkedHashMap::new, Collectors.counting()));
        counts.forEach((services, count) ->
                line(text, "  %d epochs acknowledged by %s%n", count, String.join(", ", services)));
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
