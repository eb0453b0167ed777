package io.slipway.bench.server;

import io.slipway.bench.Finding;
import io.slipway.bench.Samples;
import io.slipway.bench.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Single operations of one side against another's.
 *
 * @param works what is done, as {@link Worker} calls it
 * @param inFlight how many of them at once; each is measured by itself
 * @param targets what that must show
 */
record Operations(
        String name,
        String about,
        Contender subject,
        Contender peer,
        List<String> works,
        List<Integer> inFlight,
        Targets targets)
        implements Experiment {

    private static final int PROBE_OPERATIONS = 4_000;
    private static final int FILL_IN_FLIGHT = 256;
    private static final int[] SIZES = {1, 2, 4, 8};

    @Override
    public List<Finding> run(Ground ground) throws IOException {
        List<Finding> findings = new ArrayList<>();
        // Ours first: it creates the tables.
        String experiment = name + "_" + subject.name().replace('-', '_');
        ground.progress().accept(experiment + ": starting workers");
        try (WorkerProcess ours = subject.start().start(ground, experiment);
                WorkerProcess theirs = peer.start().start(ground, experiment)) {
            int keys = ground.effort().keys();
            ours.run("fill " + keys + " " + FILL_IN_FLIGHT + " " + keys);
            theirs.run("fill " + keys + " " + FILL_IN_FLIGHT + " " + keys);
            for (String work : works) {
                warm(ground, ours, work);
                warm(ground, theirs, work);
                for (int window : inFlight) {
                    ground.progress().accept(name + ": " + work + ", " + window + " in flight");
                    findings.addAll(compare(ground, ours, theirs, work, window));
                }
            }
            plotSizes(ground, ours, theirs);
        }
        return findings;
    }

    private void warm(Ground ground, WorkerProcess worker, String work) {
        ground.progress().accept(name + ": " + work + ", warming up");
        int window = inFlight.get(inFlight.size() / 2);
        long end = System.nanoTime() + (long) (ground.effort().warmSeconds() * 1e9);
        int operations = window;
        while (System.nanoTime() - end < 0) {
            Run run = worker.run(command(ground, work, operations, window));
            operations = (int) Math.max(window, Math.min(2.0 * operations, run.perSecond()));
        }
    }

    private List<Finding> compare(Ground ground, WorkerProcess ours, WorkerProcess theirs, String work, int window) {
        int operations = operations(ground, theirs, work, window);
        Duel.Result result =
                new Duel(ours, theirs, ground.effort().rounds()).fight(command(ground, work, operations, window));
        String title = work + ", " + window + " in flight";
        return List.of(
                finding(title, "operations/s", targets.throughput().apply(window), result, Run::perSecond),
                finding(title, "us CPU/operation", targets.cpu().apply(window), result, Run::cpuMicros),
                finding(title, "ms p50", Target.none(), result, Run::p50Millis),
                finding(title, "ms p99", targets.p99().apply(window), result, Run::p99Millis),
                finding(title, "MiB in RAM", Target.none(), result, Run::rssMib));
    }

    private Finding finding(String work, String unit, Target target, Duel.Result result, ToDoubleFunction<Run> number) {
        return Finding.of(
                work,
                subject.name(),
                peer.name(),
                unit,
                target,
                new Samples(
                        result.subject().stream().map(number::applyAsDouble).toList(),
                        result.peer().stream().map(number::applyAsDouble).toList()));
    }

    /** So many that a run takes about as long as it should. */
    private static int operations(Ground ground, WorkerProcess worker, String work, int window) {
        Run probe = worker.run(command(ground, work, Math.max(PROBE_OPERATIONS / 10, window), window));
        return (int) Math.max(window * 4.0, probe.perSecond() * ground.effort().runSeconds());
    }

    private static String command(Ground ground, String work, int operations, int window) {
        return work + " " + operations + " " + window + " " + ground.effort().keys();
    }

    /** Seconds over operations, for the first work at the middle window: a straight line if costs grow with the work alone. */
    private void plotSizes(Ground ground, WorkerProcess ours, WorkerProcess theirs) throws IOException {
        String work = works.get(0);
        int window = inFlight.get(inFlight.size() / 2);
        int unit = Math.max(window, operations(ground, theirs, work, window) / 2);
        Map<Double, Double> mine = new TreeMap<>();
        Map<Double, Double> others = new TreeMap<>();
        for (int size : SIZES) {
            int operations = size * unit;
            mine.put(
                    (double) operations,
                    operations
                            / ours.run(command(ground, work, operations, window))
                                    .perSecond());
            others.put(
                    (double) operations,
                    operations
                            / theirs.run(command(ground, work, operations, window))
                                    .perSecond());
        }
        Plot.write(
                ground.report().resolve(name + "-" + subject.name() + ".png"),
                name + ": " + work + ", " + window + " in flight",
                "operations",
                "seconds",
                Map.of(subject.name(), mine, peer.name(), others));
    }
}
