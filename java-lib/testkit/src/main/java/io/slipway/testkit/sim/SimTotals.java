package io.slipway.testkit.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sums over many worlds, and what went wrong in which. Add from any thread; read when all are done. */
public final class SimTotals {

    private static final int FAILURES_SHOWN = 10;
    private static final int VIOLATIONS_SHOWN = 3;

    private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
    private final Map<PhaseStep, Long> steps = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private long worlds;
    private long tasks;
    private long virtualMillis;
    private long answered;
    private long failed;
    private long reads;
    private long validations;
    private long comparisons;

    /** Adds one world. */
    public synchronized void add(SimResult result) {
        worlds++;
        tasks += result.tasks();
        virtualMillis += result.virtualMillis();
        answered += result.answered();
        failed += result.failed();
        reads += result.reads();
        validations += result.validations();
        comparisons += result.comparisons();
        result.faults().forEach((kind, count) -> faults.merge(kind, count, Long::sum));
        result.steps().forEach((step, count) -> steps.merge(step, count, Long::sum));
        if (!result.violations().isEmpty() && failures.size() < FAILURES_SHOWN) {
            failures.add("seed " + result.seed() + " (replay: -Dslipway.sim.seed=" + result.seed() + "): "
                    + result.violations().stream().limit(VIOLATIONS_SHOWN).collect(Collectors.joining("\n    ")));
        }
    }

    /** The worlds in which something happened that must not, with their seeds. */
    public List<String> failures() {
        return failures;
    }

    public long validations() {
        return validations;
    }

    public Map<FaultKind, Long> faults() {
        return faults;
    }

    public Map<PhaseStep, Long> steps() {
        return steps;
    }

    /** A table for people. */
    public String report() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%,d worlds, %,d tasks, %,d s of virtual time, %,d calls answered, %,d failed, %,d reads judged,"
                        + " %,d validations of %,d keys%n",
                worlds, tasks, virtualMillis / 1_000, answered, failed, reads, validations, comparisons));
        faults.forEach((kind, count) -> text.append(String.format("  fault  %-28s %,12d%n", kind, count)));
        steps.forEach((step, count) -> text.append(String.format("  step   %-28s %,12d calls%n", step, count)));
        return text.toString();
    }
}
