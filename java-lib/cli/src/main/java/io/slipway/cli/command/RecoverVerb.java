package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Exit;
import io.slipway.cli.terminal.Terminal;
import io.slipway.kv.spi.Waiting;
import io.slipway.provider.Operator;
import io.slipway.spi.config.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway recover}. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Brings to the target what waits in tables' outboxes now, and tries parked entries again. Services do the first by"
                    + " themselves; this is for when none runs, or when the target's refusal was mended.",
            "Exits with 1 if entries stay parked: the target refuses them."
        },
        footer = {"", "Example:", "  slipway recover samples"})
public final class RecoverVerb extends OperatorVerb {

    @Parameters(arity = "0..*", paramLabel = "TABLE", description = "Only these tables (default: every enrolled one).")
    private List<String> only = new ArrayList<>();

    public RecoverVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(List<Line> tables) {}

    private record Line(String table, long waitingBefore, long waitingAfter, List<Parked> parked) {}

    private record Parked(String key, long version, String reason) {}

    @Override
    Answer answer(Operator operator) {
        List<String> tables = only.isEmpty() ? enrolled(operator) : only;
        List<Line> recovered =
                tables.stream().map(table -> recover(operator, table)).toList();
        List<String> lines = new ArrayList<>();
        for (Line line : recovered) {
            lines.add("table " + line.table() + ": " + line.waitingBefore() + " entries waited before, "
                    + line.waitingAfter() + " wait now, " + line.parked().size() + " are parked");
            line.parked().forEach(parked -> lines.add("  parked " + parked.key() + ": " + parked.reason()));
        }
        boolean parked = recovered.stream().anyMatch(line -> !line.parked().isEmpty());
        return new Answer(parked ? Exit.DIFFERENCES : Exit.OK, new Document(recovered), lines);
    }

    private static Line recover(Operator operator, String table) {
        long before = Waiting.on(operator.status(table)).outbox().depth();
        long after = Waiting.on(operator.recover(table)).depth();
        List<Parked> parked = Waiting.on(operator.parked(table)).entrySet().stream()
                .map(entry -> new Parked(
                        KeyText.print(entry.getKey().key()), entry.getKey().version(), entry.getValue()))
                .toList();
        return new Line(table, before, after, parked);
    }

    private static List<String> enrolled(Operator operator) {
        return new TreeMap<>(Waiting.on(operator.tables()))
                .values().stream()
                        .filter(record -> record.phase() != Phase.SOURCE)
                        .map(record -> record.spec().name())
                        .toList();
    }
}
