package io.slipway.bench.server;

import io.slipway.bench.Finding;
import io.slipway.bench.Samples;
import io.slipway.bench.Target;
import io.slipway.bench.server.Programs.Language;
import io.slipway.kv.KvConfig;
import io.slipway.kv.spi.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** From the start of a C program to the answer to its first get: the JVM, the store, and what they load. */
record OpeningTimes(Programs programs) implements Experiment {

    private static final String ARCHIVE = "archive of classes";
    private static final String NO_ARCHIVE = "no archive";
    private static final String CACHE = "SLIPWAY_CACHE";
    private static final double MEMORY_MILLIS_MAX = 250;
    private static final double CQL_MILLIS_MAX = 500;
    private static final int STARTS_PER_ROUND = 2;
    private static final Duration ARCHIVE_MADE_MAX = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public String about() {
        return "a C program's start to its first answer, with the archive of classes and without";
    }

    @Override
    public List<Finding> run(Ground ground) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Path memory = Stores.write(KvConfig.empty(), ground.folder(name(), "memory"));
        findings.add(
                compare(ground, "a store in memory", memory, Map.of(Providers.VARIABLE, "memory"), MEMORY_MILLIS_MAX));
        Path cql = Stores.shared(ground, ground.place(name(), "cql"));
        findings.add(compare(ground, "a table at stage target", cql, Map.of(), CQL_MILLIS_MAX));
        return findings;
    }

    private Finding compare(Ground ground, String store, Path config, Map<String, String> variables, double most)
            throws IOException {
        ground.progress().accept(name() + ": " + store);
        Path cache = ground.folder(name(), "cache");
        makeArchive(config, variables, cache);
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int round = 0; round < STARTS_PER_ROUND * ground.effort().rounds(); round++) {
            with.add(millis(config, variables, cache.toString()));
            without.add(millis(config, variables, ""));
        }
        return Finding.of(store, ARCHIVE, NO_ARCHIVE, "ms", new Target.AtMost(most), new Samples(with, without));
    }

    /** The first start in a cache folder has the archive made, in a process of its own. */
    private void makeArchive(Path config, Map<String, String> variables, Path cache) throws IOException {
        millis(config, variables, cache.toString());
        long end = System.nanoTime() + ARCHIVE_MADE_MAX.toNanos();
        while (!hasArchive(cache)) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("no archive appeared in " + cache + " within " + ARCHIVE_MADE_MAX);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private static boolean hasArchive(Path cache) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.anyMatch(file -> file.toString().endsWith(".jsa"));
        }
    }

    private double millis(Path config, Map<String, String> variables, String cache) throws IOException {
        List<String> command = new ArrayList<>(programs.command(Language.C));
        command.addAll(List.of("slipway", "--config", config.toString()));
        Map<String, String> environment = new HashMap<>(variables);
        environment.put(CACHE, cache);
        long begin = System.nanoTime();
        try (WorkerProcess ready =
                new WorkerProcess(command, environment, config.toAbsolutePath().getParent())) {
            return (System.nanoTime() - begin) / 1e6;
        }
    }
}
