package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Exit;
import io.slipway.cli.terminal.Terminal;
import io.slipway.cli.terminal.Words;
import io.slipway.provider.Operator;
import io.slipway.spi.StoreCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code slipway doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks that source, config store and target can be reached and are fit for a migration: versions, replication,"
                    + " schema, clocks, what a crash may lose.",
            "Exits with 3 if a store cannot be reached, with 1 if a check fails; warnings change nothing."
        },
        footer = {"", "Example:", "  slipway doctor --config slipway.yaml"})
public final class DoctorVerb extends Verb {

    public DoctorVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(String result, List<Line> checks) {}

    private record Line(String store, String name, String level, String found, String advice) {

        static Line of(Operator.Finding finding) {
            StoreCheck check = finding.check();
            return new Line(
                    finding.store(),
                    check.name(),
                    check.level().name().toLowerCase(Locale.ROOT),
                    check.found(),
                    check.advice());
        }
    }

    @Override
    Answer answer() {
        List<Operator.Finding> findings = Operator.examine(common().config());
        Exit exit = findings.stream().anyMatch(Operator.Finding::unreachable)
                ? Exit.UNREACHABLE
                : findings.stream().anyMatch(finding -> finding.check().level() == StoreCheck.Level.FAIL)
                        ? Exit.DIFFERENCES
                        : Exit.OK;
        List<Line> checks = findings.stream().map(Line::of).toList();
        return new Answer(exit, new Document(exit.name().toLowerCase(Locale.ROOT), checks), lines(checks));
    }

    private static List<String> lines(List<Line> checks) {
        List<List<String>> rows = new ArrayList<>();
        for (Line check : checks) {
            rows.add(List.of(check.level(), check.store(), check.name(), check.found()));
            if (!check.advice().isEmpty()) {
                rows.add(List.of("", "", "", "-> " + check.advice()));
            }
        }
        return Words.columns(rows);
    }
}
