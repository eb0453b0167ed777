package io.slipway.bench.server;

import io.slipway.cassandra.CassandraCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where experiments take place: one server, and how much effort to make.
 *
 * @param folder of the workers; each gets one of its own
 * @param report folder of plots
 * @param progress hears what is being done
 */
record Ground(CassandraCluster cluster, Path folder, Path report, Effort effort, Consumer<String> progress) {

    /**
     * How much to measure.
     *
     * @param rounds measured runs of each side
     * @param warmSeconds how long each side does a kind of work before it is measured, so that the JVM has compiled what it uses
     * @param keys distinct keys of single operations
     * @param runSeconds how long one run of single operations takes, about
     * @param rows of the largest table that is moved
     */
    record Effort(int rounds, double warmSeconds, int keys, double runSeconds, int rows) {

        static final Effort FULL = new Effort(8, 30, 100_000, 3, 240_000);
        static final Effort QUICK = new Effort(6, 12, 20_000, 1, 96_000);
    }

    /** Starts a worker of {@code experiment}. */
    WorkerProcess worker(String experiment, Worker.Side side) throws IOException {
        Path own = Files.createDirectories(folder.resolve(experiment).resolve(side.text()));
        progress.accept(experiment + ": starting worker " + side.text());
        return new WorkerProcess(
                side, new Place(cluster.contactPoints().get(0), cluster.datacenter(), "bench_" + experiment, own));
    }
}
