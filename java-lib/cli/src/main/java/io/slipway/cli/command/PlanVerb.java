package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Progress;
import io.slipway.cli.terminal.Terminal;
import io.slipway.cli.terminal.Words;
import io.slipway.kv.KvBounds;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.plan.LayoutFigures;
import io.slipway.migrate.plan.Plan;
import io.slipway.migrate.plan.PlanRequest;
import io.slipway.provider.Operator;
import io.slipway.spi.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads a sample of a table at the source and says what each layout would make of it: partitions, their rows and"
                    + " bytes, the hottest prefixes, what speaks against it. Recommends one and prints its description for"
                    + " `config import`.",
            "The table needs no record yet. Nothing is changed."
        },
        footer = {"", "Example:", "  slipway plan sightings --scans --rows-per-second 20000"})
public final class PlanVerb extends OperatorVerb {

    private static final int HOTTEST_SHOWN = 3;

    @Parameters(paramLabel = "TABLE", description = "The table, as services name it.")
    private String table = "";

    @Option(
            names = "--sample",
            paramLabel = "P",
            defaultValue = "0",
            description = "Share of the rows to read, above 0 to 1 (default: what makes about a million rows).")
    private double sample;

    @Option(
            names = "--rows-per-second",
            paramLabel = "N",
            defaultValue = "0",
            description = "Read at most N rows a second from the source (default: no limit).")
    private long rowsPerSecond;

    @Option(names = "--scans", description = "Services scan ranges within a prefix in order: keep prefixes together.")
    private boolean scans;

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            converter = LayoutText.class,
            description =
                    "Look at this layout, such as 'prefix(until 0x2f)'; may be repeated (default: what keys suggest).")
    private List<Layout> layouts = new ArrayList<>();

    @Option(
            names = "--load-rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Rows a second that a load will make, for the estimate of its time (default: as read now).")
    private long loadRate;

    public PlanVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(
            String table,
            long rowsRead,
            long rowsEstimated,
            long bytesEstimated,
            double rowsPerSecond,
            double loadSecondsEstimated,
            String recommended,
            List<String> reasons,
            List<Line> layouts,
            String description) {}

    private record Line(
            String layout,
            long partitionsEstimated,
            LayoutFigures.Quantiles rows,
            LayoutFigures.Quantiles bytes,
            List<Hot> hottest,
            List<String> warnings) {

        static Line of(Plan.Option option) {
            LayoutFigures figures = option.figures();
            return new Line(
                    figures.layout().text(),
                    option.partitionsEstimated(),
                    figures.partitionRows(),
                    figures.partitionBytes(),
                    figures.hottest().stream()
                            .limit(HOTTEST_SHOWN)
                            .map(hot -> new Hot(KvBounds.printable(hot.prefix()), hot.rows(), hot.bytes(), hot.cut()))
                            .toList(),
                    option.warnings());
        }

        List<String> cells() {
            return List.of(
                    layout,
                    Words.count(partitionsEstimated),
                    Words.count(rows.p50()) + " / " + Words.count(rows.p99()) + " / " + Words.count(rows.max()),
                    Words.bytes(bytes.p50()) + " / " + Words.bytes(bytes.p99()) + " / " + Words.bytes(bytes.max()),
                    hottest.isEmpty()
                            ? "-"
                            : hottest.get(0).prefix() + " (" + (hottest.get(0).cut() ? "at least " : "")
                                    + Words.count(hottest.get(0).rows()) + " rows)",
                    warnings.isEmpty() ? "-" : String.join("; ", warnings));
        }
    }

    private record Hot(String prefix, long rows, long bytes, boolean cut) {}

    @Override
    Answer answer(Operator operator) {
        if (!(sample >= 0 && sample <= 1) || rowsPerSecond < 0 || loadRate < 0) {
            throw wrong("--sample is above 0 and at most 1, and rates are not negative");
        }
        try (Progress progress = terminal().progress("plan " + table, "rows")) {
            Plan plan = Waiting.on(operator.plan(
                    table,
                    new PlanRequest(layouts, sample, rowsPerSecond, scans),
                    (rows, toRead, perSecond) -> progress.at(rows, toRead, perSecond, "")));
            return answer(plan);
        }
    }

    private Answer answer(Plan plan) {
        double rate = loadRate > 0 ? loadRate : plan.rowsPerSecond();
        double seconds = plan.rowsEstimated() / Math.max(1, rate);
        String description = "tables:\n  - name: " + table + "\n    layout: "
                + plan.recommended().text() + "\n";
        Document document = new Document(
                table,
                plan.rowsRead(),
                plan.rowsEstimated(),
                plan.bytesEstimated(),
                plan.rowsPerSecond(),
                seconds,
                plan.recommended().text(),
                plan.reasons(),
                plan.options().stream().map(Line::of).toList(),
                description);
        return Answer.ok(document, lines(document, rate));
    }

    private static List<String> lines(Document document, double rate) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "table %s: %s of about %s rows read (%,.0f a second); about %s of keys and values in all",
                document.table(),
                Words.count(document.rowsRead()),
                Words.count(document.rowsEstimated()),
                document.rowsPerSecond(),
                Words.bytes(document.bytesEstimated())));
        lines.add(String.format(
                Locale.ROOT, "a load at %,.0f rows a second takes about %s", rate, Words.time(Duration.ofSeconds((long)
                        Math.ceil(document.loadSecondsEstimated())))));
        lines.add("");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("LAYOUT", "PARTITIONS", "ROWS p50/p99/max", "BYTES p50/p99/max", "HOTTEST", "WARNINGS"));
        document.layouts().forEach(layout -> rows.add(layout.cells()));
        lines.addAll(Words.columns(rows));
        lines.add("");
        lines.add("recommended: " + document.recommended());
        document.reasons().forEach(reason -> lines.add("  - " + reason));
        lines.add("");
        document.description().lines().forEach(lines::add);
        return lines;
    }
}
