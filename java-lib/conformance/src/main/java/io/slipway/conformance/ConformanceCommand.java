package io.slipway.conformance;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.spi.config.Stage;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command {@code slipway conformance}. */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs random programs and the scenarios of schemas/conformance through the bindings of all languages, over a store in"
                    + " memory and over real servers in several stages, and compares the logs byte for byte.",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no difference",
            "1:differences, or a testee that failed",
            "2:wrong usage",
            "70:internal error"
        })
public final class ConformanceCommand implements Callable<Integer> {

    private static final String MEMORY = "memory";

    @Option(
            names = "--programs",
            paramLabel = "N",
            defaultValue = "20",
            description = "Random programs (default: ${DEFAULT-VALUE}).")
    private int programs;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "100",
            description = "Steps a program (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--seed",
            paramLabel = "X",
            description = "What programs are made of (default: from the clock, and printed).")
    private long seed = System.nanoTime();

    @Option(
            names = "--stores",
            paramLabel = "STORE",
            split = ",",
            defaultValue = "memory,source,dual-write,read-target,target",
            description = "Where they run: memory, or stages of tables on real servers (default: ${DEFAULT-VALUE}).")
    private List<String> stores = List.of();

    @Option(
            names = "--testee",
            paramLabel = "NAME=COMMAND",
            description =
                    "A testee instead of the built ones; the first one is what others are compared with. Repeatable.")
    private List<String> testees = List.of();

    @Option(
            names = "--contact-point",
            paramLabel = "HOST:PORT",
            description =
                    "A CQL server that runs, in which keyspaces conformance_* are made (default: an Apache Cassandra of its own).")
    private @Nullable String contactPoint;

    @Option(
            names = "--datacenter",
            paramLabel = "NAME",
            defaultValue = "datacenter1",
            description = "The CQL server's datacenter (default: ${DEFAULT-VALUE}).")
    private String datacenter = "";

    @Option(
            names = "--root",
            paramLabel = "DIR",
            hidden = true,
            description = "The repository, for the built testees and the scenarios.")
    private Path root = Path.of("");

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            defaultValue = "target/conformance",
            description = "Where programs and logs go (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("");

    private final PrintStream out;

    ConformanceCommand(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(execute(System.out, arguments));
    }

    /** Runs the command; returns its exit code. */
    public static int execute(PrintStream out, String... arguments) {
        return new CommandLine(new ConformanceCommand(out))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    e.printStackTrace();
                    return 70;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Stage> stages = stages();
        List<Program> all = new ArrayList<>();
        IntStream.range(0, programs)
                .forEach(i -> all.add(new ProgramMaker(seed + i).make("random-" + i + ".txt", steps)));
        BuiltTestees built = new BuiltTestees(root.toAbsolutePath().normalize());
        List<Testee> compared = testees.isEmpty()
                ? built.all()
                : testees.stream().map(this::testee).toList();
        Map<String, String> environment = built.environment();
        Path logs = Files.createDirectories(folder.toAbsolutePath().normalize());
        out.printf("seed %d: %d random programs of %d steps, logs in %s%n", seed, programs, steps, logs);

        Comparison comparison = new Comparison(compared, all, environment, logs, out);
        Comparison scenarios = new Comparison(compared, scenarios(), environment, logs.resolve("scenarios"), out);
        if (stores.contains(MEMORY)) {
            scenarios.at(new Memory());
            comparison.at(new Memory());
        }
        if (!stages.isEmpty() && contactPoint != null) {
            onServers(comparison, stages, contactPoint, datacenter, logs);
        } else if (!stages.isEmpty()) {
            try (CassandraCluster cassandra =
                    CassandraCluster.builder().folder(logs.resolve("cassandra")).start()) {
                InetSocketAddress node = cassandra.contactPoints().get(0);
                onServers(
                        comparison, stages, node.getHostString() + ":" + node.getPort(), cassandra.datacenter(), logs);
            }
        }
        return conclude(compared, scenarios, comparison);
    }

    private static void onServers(
            Comparison comparison, List<Stage> stages, String contactPoint, String datacenter, Path logs)
            throws IOException, InterruptedException {
        try (Servers servers = new Servers(contactPoint, datacenter, logs)) {
            for (Stage stage : stages) {
                comparison.at(servers.at(stage));
            }
        }
    }

    /** Stores in the testees' own memory, each program's empty. */
    private record Memory() implements Place {

        @Override
        public String name() {
            return MEMORY;
        }

        @Override
        public List<String> prepare(String testee) {
            return List.of("--set", "backend=memory");
        }
    }

    private int conclude(List<Testee> compared, Comparison scenarios, Comparison comparison) {
        int failures = scenarios.failures() + comparison.failures();
        out.printf("answers: %s%n", comparison.answers());
        out.printf(
                "conformance: %d testees, %d stores, %d programs, %d runs, %.0f%% of reads hit, %d error codes, %d differences%n",
                compared.size(),
                stores.size(),
                programs,
                scenarios.runs() + comparison.runs(),
                100 * comparison.hits(),
                comparison.codes().size(),
                failures);
        return failures == 0 ? 0 : 1;
    }

    private List<Stage> stages() {
        return stores.stream()
                .filter(store -> !store.equals(MEMORY))
                .map(store -> Stream.of(Stage.values())
                        .filter(stage -> stage.text().equals(store))
                        .findFirst()
                        .orElseThrow(() -> usage("no store is named '" + store + "'")))
                .sorted()
                .toList();
    }

    private Testee testee(String named) {
        String[] parts = named.split("=", 2);
        if (parts.length < 2 || parts[0].isBlank() || parts[1].isBlank()) {
            throw usage("a testee is NAME=COMMAND, not '" + named + "'");
        }
        return new Testee(parts[0], List.of(parts[1].split(" ")));
    }

    private ParameterException usage(String message) {
        return new ParameterException(new CommandLine(this), message);
    }

    private List<Program> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("schemas/conformance/scenarios"))) {
            List<Program> read = new ArrayList<>();
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                read.add(Program.read(file));
            }
            return read;
        }
    }
}
