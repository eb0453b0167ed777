package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import io.slipway.kv.spi.Waiting;
import io.slipway.provider.Operator;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code slipway enrol}. */
@Command(
        name = "enrol",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes the source version and log every write of a table, and prepares its table at the target.",
            "The first step of every migration; `stage TABLE dual-write` would take it too. From here on writers that"
                    + " bypass the library are refused where the source can."
        },
        footer = {"", "Example:", "  slipway enrol samples --reason 'first table to move'"})
public final class EnrolVerb extends OperatorVerb {

    @Parameters(paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    public EnrolVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(String table, boolean enrolled, boolean already, RecordLine record) {}

    @Override
    Answer answer(Operator operator) {
        TableConfig before = Waiting.on(operator.status(table)).record();
        boolean already = before.phase() != Phase.SOURCE;
        TableConfig after =
                change.dryRun() ? before : Waiting.on(operator.enrol(table, change.reason(), change.author()));
        String line = already
                ? "table " + table + " is enrolled already"
                : change.dryRun() ? "table " + table + " would be enrolled" : "table " + table + " is enrolled";
        return Answer.ok(
                new Document(table, after.phase() != Phase.SOURCE, already, RecordLine.of(after)),
                List.of(line + " (" + RecordLine.phase(after) + ", epoch " + after.epoch() + ")"));
    }
}
