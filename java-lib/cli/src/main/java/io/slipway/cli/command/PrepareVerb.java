package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import io.slipway.kv.spi.Waiting;
import io.slipway.provider.Operator;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway prepare}. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Creates a table's tables at the target as its layout says, or verifies those that are there.",
            "Enrolment does this too; prepare it yourself where services may not create tables.",
            "Adds how the servers should compact it during and after a load, for whoever runs them: Slipway alters no table."
        },
        footer = {"", "Example:", "  slipway prepare samples --dry-run"})
public final class PrepareVerb extends OperatorVerb {

    @Parameters(paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Option(names = "--dry-run", description = "Only print the statements.")
    private boolean dryRun;

    public PrepareVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(String table, boolean executed, List<String> statements, List<String> advice) {}

    @Override
    Answer answer(Operator operator) {
        List<String> statements = Waiting.on(operator.preparation(table));
        if (!dryRun) {
            Waiting.on(operator.prepare(table));
        }
        List<String> lines = new ArrayList<>();
        statements.forEach(statement -> lines.add(statement + ";"));
        if (!dryRun) {
            lines.add("table " + table + " is prepared");
        }
        List<String> advice = Waiting.on(operator.tuning(table));
        advice.forEach(line -> lines.add("-- " + line));
        return Answer.ok(new Document(table, !dryRun, statements, advice), lines);
    }
}
