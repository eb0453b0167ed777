package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import io.slipway.provider.Operator;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code slipway config prepare}. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Creates the config store's keyspace and tables in the target's cluster, or brings them up to date.",
            "Once, before the first service starts with the setting config.store: cql."
        },
        footer = {"", "Example:", "  slipway config prepare"})
public final class ConfigPrepareVerb extends Verb {

    public ConfigPrepareVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(boolean prepared) {}

    @Override
    Answer answer() {
        Operator.prepareConfigStore(common().config());
        return Answer.ok(new Document(true), List.of("the config store is prepared"));
    }
}
