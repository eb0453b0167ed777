package io.slipway.bench.server;

import io.slipway.bench.Finding;
import io.slipway.bench.Report;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.cassandra.CommitLogSync;
import io.slipway.cassandra.JitCompiler;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Runs experiments on a server of their own and reports each. */
public final class ServerBenchmarks {

    private static final int SERVER_HEAP_MIB = 2_048;

    private final boolean quick;
    private final Path reports;
    private final PrintStream out;

    /** @param reports folder of {@code NAME.json} and of the plots */
    public ServerBenchmarks(boolean quick, Path reports, PrintStream out) {
        this.quick = quick;
        this.reports = reports;
        this.out = out;
    }

    /** The names of all experiments, in the order in which they run. */
    public static List<String> names() {
        return Experiments.all().stream().map(Experiment::name).toList();
    }

    /** A line on each experiment, for help texts. */
    public static List<String> descriptions() {
        return Experiments.all().stream()
                .map(experiment -> String.format("%-10s %s", experiment.name(), experiment.about()))
                .toList();
    }

    /** Runs those experiments; answers whether no target was missed for sure. */
    public boolean run(List<String> names) throws IOException {
        Path folder = Files.createTempDirectory("slipway-bench");
        noteMachine();
        try (CassandraCluster cluster = CassandraCluster.builder()
                .compiler(JitCompiler.C2)
                .heapMib(SERVER_HEAP_MIB)
                .commitLogSync(CommitLogSync.PERIODIC)
                .start()) {
            Ground ground = new Ground(
                    cluster, folder, reports, quick ? Ground.Effort.QUICK : Ground.Effort.FULL, System.err::println);
            List<Finding> all = new ArrayList<>();
            for (Experiment experiment : Experiments.all()) {
                if (names.contains(experiment.name())) {
                    List<Finding> findings = experiment.run(ground);
                    out.println();
                    out.println(experiment.about());
                    out.print(Report.table(findings));
                    Path file = reports.resolve(experiment.name() + ".json");
                    Report.write(file, findings);
                    out.println("written to " + file);
                    all.addAll(findings);
                }
            }
            return all.stream().noneMatch(finding -> finding.holds().equals("no"));
        } finally {
            delete(folder);
        }
    }

    /** Client and server share the machine with whatever else runs there. */
    private void noteMachine() {
        out.printf(
                Locale.ROOT,
                "%d processors, load %.1f before the start; one Cassandra server beside the clients (commit log: periodic)%n",
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
