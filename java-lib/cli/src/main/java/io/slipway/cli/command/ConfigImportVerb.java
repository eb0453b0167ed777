package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.config.TableImport;
import io.slipway.provider.Operator;
import io.slipway.spi.config.TableConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code slipway config import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes the tables that a YAML file describes into the config store, at stage source.",
            "Tables that are known already are left as they are; one that is described differently refuses the whole file."
        },
        footer = {"", "Example:", "  slipway config import tables.yaml --author ada"})
public final class ConfigImportVerb extends OperatorVerb {

    @Parameters(paramLabel = "FILE", description = "The descriptions; `slipway plan` prints one for a table.")
    private Path file = Path.of("tables.yaml");

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    private final InstantSource clock;

    public ConfigImportVerb(Terminal terminal, InstantSource clock) {
        super(terminal);
        this.clock = clock;
    }

    private record Document(List<RecordLine> imported, List<RecordLine> known) {}

    @Override
    Answer answer(Operator operator) {
        List<TableConfig> described = TableImport.read(file, change.author(), clock.instant());
        Map<String, TableConfig> present = Waiting.on(operator.tables());
        if (!change.dryRun()) {
            Waiting.on(operator.importTables(described));
        }
        List<RecordLine> fresh = new ArrayList<>();
        List<RecordLine> known = new ArrayList<>();
        for (TableConfig record : described) {
            TableConfig before = present.get(record.spec().name());
            (before == null ? fresh : known).add(RecordLine.of(before == null ? record : before));
        }
        List<String> lines = new ArrayList<>();
        lines.add((change.dryRun() ? "would import " : "imported ") + fresh.size() + " tables; " + known.size()
                + " were known already");
        lines.addAll(ConfigShowVerb.lines(fresh));
        return Answer.ok(new Document(fresh, known), lines);
    }
}
