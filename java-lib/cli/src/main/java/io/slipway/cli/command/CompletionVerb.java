package io.slipway.cli.command;

import io.slipway.cli.terminal.Terminal;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that makes a shell complete commands, options and stages.",
        footer = {"", "Example:", "  source <(slipway completion bash)"})
public final class CompletionVerb implements Callable<Integer> {

    private static final Set<String> SHELLS = Set.of("bash", "zsh");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash, or zsh: both read the same script.")
    private String shell = "";

    private final Terminal terminal;

    public CompletionVerb(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!SHELLS.contains(shell)) {
            throw new ParameterException(spec.commandLine(), "there is a script for bash and zsh, not " + shell);
        }
        terminal.out().println(AutoComplete.bash("slipway", spec.root().commandLine()));
        return 0;
    }
}
