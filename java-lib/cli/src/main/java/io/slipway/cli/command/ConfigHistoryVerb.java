package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import io.slipway.kv.spi.Waiting;
import io.slipway.provider.Operator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway config history}. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows every record that a table ever had, oldest first: who moved it when, and why.",
        footer = {"", "Example:", "  slipway config history samples"})
public final class ConfigHistoryVerb extends OperatorVerb {

    @Parameters(paramLabel = "TABLE", description = "The table.")
    private String table = "";

    public ConfigHistoryVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(String table, List<RecordLine> records) {}

    @Override
    Answer answer(Operator operator) {
        List<RecordLine> records =
                Waiting.on(operator.history(table)).stream().map(RecordLine::of).toList();
        if (records.isEmpty()) {
            throw wrong("table '" + table + "' has no record; import it first");
        }
        return Answer.ok(new Document(table, records), ConfigShowVerb.lines(records));
    }
}
