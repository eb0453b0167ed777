package io.slipway.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of comparisons in alternating order, so that what disturbs the machine disturbs both sides. */
final class Measurement {

    private static final String BYTES = "gc.alloc.rate.norm";

    private final Effort effort;
    private final Consumer<String> progress;
    private final Map<String, List<Double>> nanos = new TreeMap<>();
    private final Map<String, List<Double>> bytes = new TreeMap<>();

    Measurement(Effort effort, Consumer<String> progress) {
        this.effort = effort;
        this.progress = progress;
    }

    /** A finding on time and one on memory for each comparison. */
    List<Finding> run(List<Comparison> comparisons) throws RunnerException {
        Set<String> names = new LinkedHashSet<>();
        comparisons.forEach(comparison -> {
            names.add(comparison.subject());
            names.add(comparison.peer());
        });
        List<String> order = new ArrayList<>(names);
        for (int round = 0; round < effort.rounds(); round++) {
            for (String name : order) {
                progress.accept("round " + (round + 1) + " of " + effort.rounds() + ": " + name);
                measure(name);
            }
            Collections.reverse(order);
        }
        List<Finding> findings = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            findings.add(Finding.of(comparison, "ns/op", comparison.time(), samples(nanos, comparison)));
            findings.add(Finding.of(comparison, "B/op", comparison.memory(), samples(bytes, comparison)));
        }
        return findings;
    }

    private void measure(String name) throws RunnerException {
        Options options = new OptionsBuilder()
                .include("\\." + Pattern.quote(name) + "$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(effort.warmups())
                .warmupTime(effort.length())
                .measurementIterations(effort.iterations())
                .measurementTime(effort.length())
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        for (RunResult result : new Runner(options).run()) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                for (IterationResult iteration : fork.getIterationResults()) {
                    record(nanos, name, iteration.getPrimaryResult());
                    record(bytes, name, iteration.getSecondaryResults().get(BYTES));
                }
            }
        }
    }

    private static void record(Map<String, List<Double>> samples, String name, Result<?> result) {
        samples.computeIfAbsent(name, first -> new ArrayList<>()).add(result.getScore());
    }

    private static Samples samples(Map<String, List<Double>> measured, Comparison comparison) {
        return new Samples(measured.get(comparison.subject()), measured.get(comparison.peer()));
    }
}
