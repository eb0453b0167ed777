package io.slipway.cli;

import io.slipway.cli.command.CompletionVerb;
import io.slipway.cli.command.ConfigHistoryVerb;
import io.slipway.cli.command.ConfigImportVerb;
import io.slipway.cli.command.ConfigPrepareVerb;
import io.slipway.cli.command.ConfigShowVerb;
import io.slipway.cli.command.ConfigVerb;
import io.slipway.cli.command.DoctorVerb;
import io.slipway.cli.command.EnrolVerb;
import io.slipway.cli.command.FailuresVerb;
import io.slipway.cli.command.GetVerb;
import io.slipway.cli.command.LoadVerb;
import io.slipway.cli.command.MetricsVerb;
import io.slipway.cli.command.PlanVerb;
import io.slipway.cli.command.PrepareVerb;
import io.slipway.cli.command.RecoverVerb;
import io.slipway.cli.command.StageVerb;
import io.slipway.cli.command.StatusVerb;
import io.slipway.cli.command.SweepVerb;
import io.slipway.cli.command.ValidateVerb;
import io.slipway.cli.command.Verb;
import io.slipway.cli.terminal.Exit;
import io.slipway.cli.terminal.Interruption;
import io.slipway.cli.terminal.Terminal;
import io.slipway.kv.KvException;
import io.slipway.kv.spi.Waiting;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code slipway}. */
@Command(
        name = "slipway",
        mixinStandardHelpOptions = true,
        version = "slipway 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Moves live key-value tables from an old store to ScyllaDB or Apache Cassandra.",
        footer = {
            "",
            "Keys are UTF-8 text, hex:... or base64:...; `slipway COMMAND --help` shows options and an example."
        })
public final class SlipwayCli {

    private static final Logger LOG = LoggerFactory.getLogger(SlipwayCli.class);

    /** How long a load or a validation may take to write its savepoint after Ctrl-C. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private SlipwayCli() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        Interruption interruption = new Interruption(PATIENCE);
        Runtime.getRuntime().addShutdownHook(new Thread(interruption, "interruption"));
        boolean person = Boolean.getBoolean("slipway.terminal");
        Terminal terminal = new Terminal(System.in, System.out, System.err, person, interruption);
        int code = run(terminal, Clock.systemUTC(), args);
        interruption.ended();
        System.exit(code);
    }

    /** Runs one command; answers its exit code. */
    static int run(Terminal terminal, InstantSource clock, String... args) {
        CommandLine root = commands(terminal, clock);
        root.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        root.setExecutionExceptionHandler((failure, command, parsed) -> failed(terminal, failure, command));
        return root.execute(args);
    }

    private static CommandLine commands(Terminal terminal, InstantSource clock) {
        CommandLine config = new CommandLine(new ConfigVerb())
                .addSubcommand(new ConfigShowVerb(terminal))
                .addSubcommand(new ConfigHistoryVerb(terminal))
                .addSubcommand(new ConfigImportVerb(terminal, clock))
                .addSubcommand(new ConfigPrepareVerb(terminal));
        CommandLine root = new CommandLine(new SlipwayCli())
                .addSubcommand(new DoctorVerb(terminal))
                .addSubcommand(new PlanVerb(terminal))
                .addSubcommand(new PrepareVerb(terminal))
                .addSubcommand(new EnrolVerb(terminal))
                .addSubcommand(new LoadVerb(terminal))
                .addSubcommand(new ValidateVerb(terminal))
                .addSubcommand(new StageVerb(terminal))
                .addSubcommand(new RecoverVerb(terminal))
                .addSubcommand(new SweepVerb(terminal))
                .addSubcommand(new StatusVerb(terminal, clock))
                .addSubcommand(new GetVerb(terminal))
                .addSubcommand(new FailuresVerb(terminal, clock))
                .addSubcommand(new MetricsVerb(terminal, clock))
                .addSubcommand(config)
                .addSubcommand(new CompletionVerb(terminal));
        listExitCodes(root);
        return root;
    }

    private static void listExitCodes(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(Exit.meanings());
        command.getSubcommands().values().forEach(SlipwayCli::listExitCodes);
    }

    private static int failed(Terminal terminal, Exception failure, CommandLine command) throws Exception {
        if (failure instanceof CommandLine.ParameterException wrong) {
            return command.getParameterExceptionHandler().handleParseException(wrong, new String[0]);
        }
        LOG.debug("the command failed", failure);
        KvException known = Waiting.failure(failure);
        terminal.failed(known, command.getCommand() instanceof Verb verb && verb.json());
        return Exit.of(known).code();
    }
}
