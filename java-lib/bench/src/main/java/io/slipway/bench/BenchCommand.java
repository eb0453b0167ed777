package io.slipway.bench;

import io.slipway.bench.server.ServerBenchmarks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway bench}: benchmarks on a real server by name, and micro-benchmarks as {@code slipway bench jmh}. */
@Command(
        name = "slipway bench",
        mixinStandardHelpOptions = true,
        subcommands = {JmhCommand.class, YcsbCommand.class},
        description = {
            "Measures Slipway beside its peers, in processes of their own, on a real Apache Cassandra that it starts.",
            "Prints a table; writes target/bench/NAME.json and plots. A target holds if the whole 95%% interval does."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no target was missed", "1:a target was missed", "2:the options are wrong"})
public final class BenchCommand implements Callable<Integer> {

    private static final int TARGET_MISSED = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Option(names = "--quick", description = "Minutes instead of an hour; wider intervals.")
    private boolean quick;

    @Option(names = "--root", paramLabel = "DIR", hidden = true, description = "The repository.")
    private Path root = Path.of("");

    @Parameters(paramLabel = "NAME", description = "Which to run; without a name they are listed.")
    private List<String> names = List.of();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        ServerBenchmarks benchmarks = new ServerBenchmarks(quick, root, Path.of("target", "bench"), System.out);
        for (String name : names) {
            if (!benchmarks.names().contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "unknown benchmark '" + name + "'; there are: " + String.join(", ", benchmarks.names())
                                + ", jmh, ycsb");
            }
        }
        List<String> chosen = all ? benchmarks.names() : names;
        if (chosen.isEmpty()) {
            benchmarks.descriptions().forEach(System.out::println);
            System.out.println("jmh        micro-benchmarks; see slipway bench jmh --help");
            System.out.println("ycsb       the workloads A to F of YCSB; see slipway bench ycsb --help");
            return 0;
        }
        return benchmarks.run(chosen) ? 0 : TARGET_MISSED;
    }
}
