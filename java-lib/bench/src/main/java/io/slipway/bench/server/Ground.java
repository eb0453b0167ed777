package io.slipway.bench.server;

import io.slipway.cassandra.CassandraCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where experiments take place: servers, and how much effort to make.
 *
 * @param folder of the workers; each gets one of its own
 * @param report folder of plots
 * @param progress hears what is being done
 */
record Ground(Servers servers, Path folder, Path report, Effort effort, Consumer<String> progress) {

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

    /** A folder for one side of {@code experiment}. */
    Path folder(String experiment, String side) throws IOException {
        return Files.createDirectories(folder.resolve(experiment).resolve(side));
    }

    /** The place of one side of {@code experiment}, whose keyspace both share. */
    Place place(String experiment, String side) throws IOException {
        CassandraCluster cluster = servers.cassandra();
        return new Place(
                cluster.contactPoints().get(0), cluster.datacenter(), "bench_" + experiment, folder(experiment, side));
    }

    /** Starts a worker of {@code experiment}. */
    WorkerProcess worker(String experiment, Worker.Side side) throws IOException {
        progress.accept(experiment + ": starting worker " + side.text());
        Path own = folder(experiment, side.text());
        return WorkerProcess.java(
                side,
                side == Worker.Side.ECHO
                        ? List.of()
                        : place(experiment, side.text()).arguments(),
                own);
    }
}
