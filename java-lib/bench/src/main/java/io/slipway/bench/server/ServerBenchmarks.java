package io.slipway.bench.server;

import io.slipway.bench.Finding;
import io.slipway.bench.Report;
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

    private final boolean quick;
    private final Path reports;
    private final PrintStream out;
    private final List<Experiment> experiments;

    /**
     * @param root the repository, for the programs of other languages
     * @param reports folder of {@code NAME.json} and of the plots
     */
    public ServerBenchmarks(boolean quick, Path root, Path reports, PrintStream out) {
        this.experiments = Experiments.all(new Programs(root.toAbsolutePath().normalize()));
        this.quick = quick;
        this.reports = reports;
        this.out = out;
    }

    /** The names of all experiments, in the order in which they run. */
    public List<String> names() {
        return experiments.stream().map(Experiment::name).toList();
    }

    /** A line on each experiment, for help texts. */
    public List<String> descriptions() {
        return experiments.stream()
                .map(experiment -> String.format("%-10s %s", experiment.name(), experiment.about()))
                .toList();
    }

    /** Runs those experiments; answers whether no target was missed for sure. */
    public boolean run(List<String> names) throws IOException {
        Path folder = Files.createTempDirectory("slipway-bench");
        noteMachine();
        try (Servers servers = new Servers(folder)) {
            Ground ground = new Ground(
                    servers, folder, reports, quick ? Ground.Effort.QUICK : Ground.Effort.FULL, System.err::println);
            List<Finding> all = new ArrayList<>();
            for (Experiment experiment : experiments) {
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
