package io.slipway.bench.server;

import io.slipway.bench.Finding;
import io.slipway.bench.Samples;
import io.slipway.bench.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A whole table's way, ours against a plain loop's, in tables of several sizes.
 *
 * @param work as {@link Worker} calls it
 * @param times how many times the rows of the effort the largest table has
 * @param least how much of the loop's rows a second ours must reach
 */
record Moves(String name, String about, String work, int times, String against, double least) implements Experiment {

    private static final int SIZES = 3;

    @Override
    public List<Finding> run(Ground ground) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Map<Double, Double> mine = new TreeMap<>();
        Map<Double, Double> others = new TreeMap<>();
        // The smaller tables show how costs grow; the largest is compared.
        try (WorkerProcess ours = ground.worker(name, Worker.Side.MOVE);
                WorkerProcess theirs = ground.worker(name, Worker.Side.RAW_MOVE)) {
            for (int halvings = SIZES - 1; halvings >= 0; halvings--) {
                int rows = (times * ground.effort().rows()) >> halvings;
                ground.progress().accept(name + ": " + rows + " rows");
                Duel.Result result = new Duel(ours, theirs, ground.effort().rounds()).fight(work + " " + rows);
                Samples rates = samples(result);
                findings.add(Finding.of(
                        work + " of " + rows + " rows",
                        "slipway",
                        against,
                        "rows/s",
                        halvings == 0 ? new Target.AtLeast(least) : Target.none(),
                        rates));
                mine.put((double) rows, rows / rates.subjectMedian());
                others.put((double) rows, rows / rates.peerMedian());
            }
        }
        Plot.write(
                ground.report().resolve(name + ".png"),
                name,
                "rows",
                "seconds",
                Map.of("slipway", mine, against, others));
        return findings;
    }

    private static Samples samples(Duel.Result result) {
        return new Samples(
                result.subject().stream().map(Run::perSecond).toList(),
                result.peer().stream().map(Run::perSecond).toList());
    }
}
