package io.slipway.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway bench jmh}: runs the comparisons, prints their table and writes it as JSON. Exit code 1 if a target does not hold. */
@Command(
        name = "jmh",
        mixinStandardHelpOptions = true,
        description = "Measures what an operation costs beside its peer.")
public final class JmhCommand implements Callable<Integer> {

    private static final int TARGET_MISSED = 1;

    @Option(names = "--quick", description = "A few minutes instead of many; wider intervals.")
    private boolean quick;

    @Option(names = "--report", defaultValue = "target/bench/jmh.json", description = "Default: ${DEFAULT-VALUE}.")
    private @Nullable Path report;

    @Parameters(arity = "0..1", description = "Regular expression: only comparisons whose name it finds.")
    private Pattern only = Pattern.compile("");

    @Override
    public Integer call() throws RunnerException, IOException {
        List<Comparison> chosen = Catalogue.comparisons().stream()
                .filter(comparison -> only.matcher(comparison.work()).find())
                .toList();
        if (chosen.isEmpty()) {
            System.err.println("no comparison's name contains " + only + "; there are:");
            Catalogue.comparisons().forEach(comparison -> System.err.println("  " + comparison.work()));
            return CommandLine.ExitCode.USAGE;
        }
        List<Finding> findings = new Measurement(quick ? Effort.QUICK : Effort.FULL, System.err::println).run(chosen);
        System.out.print(Report.table(findings));
        Path file = report == null ? Path.of("jmh.json") : report;
        Report.write(file, findings);
        System.out.println("written to " + file);
        return findings.stream().anyMatch(finding -> finding.holds().equals("no")) ? TARGET_MISSED : 0;
    }
}
