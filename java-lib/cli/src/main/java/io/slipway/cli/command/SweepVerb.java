package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import io.slipway.cli.terminal.Words;
import io.slipway.kv.spi.Waiting;
import io.slipway.provider.Operator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway sweep}. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Collects at the target what large values have left behind that smaller ones have replaced.",
            "Safe at every stage and beside running services; may be interrupted and run again. No service does it by itself:"
                    + " it reads every key that has, or had, a large value."
        },
        footer = {"", "Example:", "  slipway sweep samples --dry-run"})
public final class SweepVerb extends OperatorVerb {

    @Parameters(paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Option(names = "--dry-run", description = "Only count the keys that would be looked through.")
    private boolean dryRun;

    public SweepVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(String table, boolean executed, int keys) {}

    @Override
    Answer answer(Operator operator) {
        int keys = Waiting.on(operator.sweep(table, dryRun));
        return Answer.ok(
                new Document(table, !dryRun, keys),
                List.of("table " + table + ": " + Words.count(keys) + " keys with large values "
                        + (dryRun ? "would be" : "were") + " looked through"));
    }
}
