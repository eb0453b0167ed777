package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import io.slipway.cli.terminal.Words;
import io.slipway.kv.spi.Waiting;
import io.slipway.provider.Operator;
import io.slipway.spi.config.TableConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway config show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows the record of every table, or of one.",
        footer = {"", "Example:", "  slipway config show samples --json"})
public final class ConfigShowVerb extends OperatorVerb {

    @Parameters(arity = "0..1", paramLabel = "TABLE", description = "Only this table.")
    private @Nullable String table;

    public ConfigShowVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(List<RecordLine> tables) {}

    @Override
    Answer answer(Operator operator) {
        Map<String, TableConfig> known = new TreeMap<>(Waiting.on(operator.tables()));
        String one = table;
        List<TableConfig> shown = one == null
                ? List.copyOf(known.values())
                : List.of(Waiting.on(operator.status(one)).record());
        List<RecordLine> records = shown.stream().map(RecordLine::of).toList();
        return Answer.ok(new Document(records), lines(records));
    }

    static List<String> lines(List<RecordLine> records) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(RecordLine.HEAD);
        records.forEach(record -> rows.add(record.cells()));
        return Words.columns(rows);
    }
}
