package io.slipway.conformance;

import io.slipway.conformance.Testee.TesteeException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Runs programs through all testees at one place after another, and counts what differs from the first testee. */
final class Comparison {

    private static final int SHOWN = 5;

    private final List<Testee> testees;
    private final List<Program> programs;
    private final Map<String, String> environment;
    private final Path folder;
    private final PrintStream out;
    private final Map<String, Integer> answers = new TreeMap<>();
    private int runs;
    private int failures;

    /** @param testees the first one is what the others are compared with */
    Comparison(
            List<Testee> testees,
            List<Program> programs,
            Map<String, String> environment,
            Path folder,
            PrintStream out) {
        this.testees = testees;
        this.programs = programs;
        this.environment = environment;
        this.folder = folder;
        this.out = out;
    }

    /** Compares all testees with the first. */
    void at(Place place) throws IOException, InterruptedException {
        Path here = Files.createDirectories(folder.resolve(place.name()));
        List<Path> files = new ArrayList<>();
        for (Program program : programs) {
            files.add(program.write(here));
        }
        @Nullable Log expected = null;
        for (Testee testee : testees) {
            Log log = run(testee, place, files, Files.createDirectories(here.resolve(testee.name())));
            if (log == null) {
                continue;
            }
            if (expected == null) {
                expected = log;
                log.answers().forEach((kind, count) -> answers.merge(kind, count, Integer::sum));
                report(place, testee, log, wanted(log));
            } else {
                report(place, testee, log, expected);
            }
        }
    }

    /** Scenarios say what is expected even of the first testee; it is what the file says, and else what was found. */
    private Log wanted(Log found) {
        Map<String, List<String>> byProgram = new LinkedHashMap<>();
        List<String> lines = List.of();
        for (String line : found.lines()) {
            if (line.startsWith("# ")) {
                lines = new ArrayList<>();
                byProgram.put(line, lines);
            } else {
                lines.add(line);
            }
        }
        List<String> wanted = new ArrayList<>();
        for (Program program : programs) {
            wanted.add(program.title());
            wanted.addAll(
                    program.expected().isEmpty()
                            ? byProgram.getOrDefault(program.title(), List.of())
                            : program.expected());
        }
        return new Log(wanted);
    }

    private @Nullable Log run(Testee testee, Place place, List<Path> files, Path own)
            throws IOException, InterruptedException {
        runs++;
        try {
            return testee.run(place.prepare(testee.name()), files, environment, own);
        } catch (TesteeException e) {
            failures++;
            out.printf("%-12s %-6s FAILED: %s%n", place.name(), testee.name(), e.getMessage());
            return null;
        }
    }

    private void report(Place place, Testee testee, Log log, Log expected) {
        List<Log.Difference> differences = log.differences(expected);
        failures += differences.size();
        out.printf(
                "%-12s %-6s %,d lines, %,d differences%n",
                place.name(), testee.name(), log.lines().size(), differences.size());
        differences.stream().limit(SHOWN).forEach(difference -> out.println("  " + difference));
    }

    /** Differences, and testees that did not end well. */
    int failures() {
        return failures;
    }

    /** How many times a testee was run at a place. */
    int runs() {
        return runs;
    }

    /** How often each kind of answer occurred, at all places together, in the first testee's logs. */
    Map<String, Integer> answers() {
        return answers;
    }

    /** The share of reads of one key that found a value. */
    double hits() {
        double found = answers.getOrDefault("value", 0) + answers.getOrDefault("present", 0);
        return found / Math.max(1, found + answers.getOrDefault("absent", 0));
    }

    /** The numbers of the error codes that occurred. */
    Set<Integer> codes() {
        Set<Integer> codes = new TreeSet<>();
        answers.keySet().stream()
                .filter(kind -> kind.startsWith("error "))
                .forEach(kind -> codes.add(Integer.parseInt(kind.substring("error ".length()))));
        return codes;
    }
}
