package io.slipway.cli.command;

import com.google.protobuf.ByteString;
import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Exit;
import io.slipway.cli.terminal.Interruption;
import io.slipway.cli.terminal.Progress;
import io.slipway.cli.terminal.Terminal;
import io.slipway.cli.terminal.Words;
import io.slipway.kv.KvConfig;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.validate.Difference;
import io.slipway.migrate.validate.Validation;
import io.slipway.migrate.validate.ValidationListener;
import io.slipway.migrate.validate.ValidationReport;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.provider.Operator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway validate}. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares a table at both sides, both ways, beneath running services; exits with 1 if differences are left.",
            "Only a validation of the whole table counts for the gate to read-target. Ctrl-C keeps what was scanned;"
                    + " the same command goes on from there."
        },
        footer = {"", "Example:", "  slipway validate samples --repair"})
public final class ValidateVerb extends OperatorVerb {

    @Parameters(paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Option(names = "--repair", description = "Write what the source has to the target, for each key that differs.")
    private boolean repair;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "Only these keys, one a line: UTF-8 text, hex:... or base64:...")
    private @Nullable Path keys;

    @Option(
            names = "--sample",
            paramLabel = "P",
            defaultValue = "1",
            description = "Share of the keys to compare, above 0 to 1 (default: all).")
    private double sample;

    @Option(
            names = {"--rows-per-second", "--rate"},
            paramLabel = "N",
            description = "Scan at most N rows a second at the source (default: the setting validate.rows-per-second).")
    private @Nullable Long rowsPerSecond;

    public ValidateVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(
            String table,
            boolean complete,
            long left,
            Map<String, Long> differences,
            long repaired,
            long moving,
            long undecided,
            long comparisons,
            long sourceRows,
            long targetRows,
            double seconds,
            List<Example> examples) {}

    private record Example(String key, String kind, String source, String target) {

        static Example of(Difference difference) {
            return new Example(
                    KeyText.print(difference.key()),
                    lower(difference.kind()),
                    difference.source(),
                    difference.target());
        }
    }

    @Override
    KvConfig settings(KvConfig config) {
        return Limits.with(config, "validate.rows-per-second", rowsPerSecond);
    }

    @Override
    Answer answer(Operator operator) throws IOException {
        ValidationScope scope = scope();
        try (Progress progress = terminal().progress("validate " + table, "rows")) {
            Speed speed = new Speed(System::nanoTime);
            Validation validation = operator.validate(
                    table, scope, (step, rows, estimated) -> show(progress, speed, step, rows, estimated));
            try (Interruption.Registration registered =
                    terminal().interruption().cancels(validation::cancel)) {
                return answer(Waiting.on(validation.report()));
            }
        }
    }

    private ValidationScope scope() throws IOException {
        if (!(sample > 0 && sample <= 1)) {
            throw wrong("--sample is above 0 and at most 1, not " + sample);
        }
        return new ValidationScope(keys == null ? null : read(keys), sample, repair);
    }

    private List<ByteString> read(Path file) throws IOException {
        List<ByteString> read = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (!line.isEmpty()) {
                    read.add(KeyText.parse(line));
                }
            }
        } catch (NoSuchFileException e) {
            throw wrong("there is no file " + file);
        } catch (IllegalArgumentException e) {
            throw wrong(file + ": line " + (read.size() + 1) + " is no key: " + e.getMessage());
        }
        return read;
    }

    private static void show(
            Progress progress, Speed speed, ValidationListener.Step step, long rows, long rowsEstimated) {
        progress.at(
                rows, rowsEstimated, speed.perSecond(step, rows), lower(step).replace('_', ' '));
    }

    private Answer answer(ValidationReport report) {
        Map<String, Long> differences = new TreeMap<>();
        for (Difference.Kind kind : Difference.Kind.values()) {
            differences.put(lower(kind), report.count(kind));
        }
        Document document = new Document(
                report.table(),
                report.complete(),
                report.left(),
                differences,
                report.repaired(),
                report.moving(),
                report.undecided(),
                report.comparisons(),
                report.sourceRows(),
                report.targetRows(),
                report.duration().toMillis() / 1e3,
                report.examples().stream().map(Example::of).toList());
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "table %s: %s keys compared (%s at the source, %s at the target) in %.1f s",
                document.table(),
                Words.count(document.comparisons()),
                Words.count(document.sourceRows()),
                Words.count(document.targetRows()),
                document.seconds()));
        lines.add("differences: " + differences + ", repaired " + document.repaired() + ", left " + document.left()
                + "; moving " + document.moving() + ", undecided " + document.undecided());
        document.examples()
                .forEach(example -> lines.add("  " + example.kind() + " " + example.key() + ": source "
                        + example.source() + ", target " + example.target()));
        if (report.cancelled()) {
            lines.add("it was stopped; to go on: slipway validate " + document.table());
            return new Answer(Exit.INTERRUPTED, document, lines);
        }
        boolean clean = report.left() == 0 && report.complete();
        return new Answer(clean ? Exit.OK : Exit.DIFFERENCES, document, lines);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
