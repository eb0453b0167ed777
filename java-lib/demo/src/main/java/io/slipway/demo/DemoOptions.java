package io.slipway.demo;

import io.slipway.demo.analysis.InputFeed;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The choices of {@code slipway demo}. */
final class DemoOptions {
    private static final int SECONDS_MIN = 16;
    private static final double RATE_MIN = 500;

    @Spec
    private CommandSpec spec;

    private int rows;
    private int seconds;
    private double rate;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = "target/demo/report.json",
            description = "Where the report goes as JSON (default: ${DEFAULT-VALUE}).")
    private Path report;

    @Option(
            names = "--seed",
            paramLabel = "X",
            defaultValue = "1",
            description = "Chooses the files and what the services do with them (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--keep", description = "Keep the databases' files under target/demo/work.")
    private boolean keep;

    @Option(
            names = "--kill-target",
            description = "Kill the target with SIGKILL twice, at dual-write and amid the load, and restart it.")
    private boolean killTarget;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "60000",
            description = "Rows to move, at least 1000 (default: ${DEFAULT-VALUE}).")
    void setRows(int value) {
        rows = atLeast("--rows", value, InputFeed.ROWS_MIN);
    }

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "56",
            description =
                    "Seconds that the tables rest at their stages, all stages together and beside the work of loading"
                            + " and validating; at least 16 (default: ${DEFAULT-VALUE}).")
    void setSeconds(int value) {
        seconds = atLeast("--seconds", value, SECONDS_MIN);
    }

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "600",
            description = "Operations a second of all services together, at least 500 (default: ${DEFAULT-VALUE}).")
    void setRate(double value) {
        if (!(value >= RATE_MIN)) {
            throw new ParameterException(spec.commandLine(), "--rate must be at least 500, not " + value);
        }
        rate = value;
    }

    int rows() {
        return rows;
    }

    int seconds() {
        return seconds;
    }

    double rate() {
        return rate;
    }

    Path report() {
        return report;
    }

    long seed() {
        return seed;
    }

    boolean keep() {
        return keep;
    }

    boolean killTarget() {
        return killTarget;
    }

    private int atLeast(String option, int value, int min) {
        if (value < min) {
            throw new ParameterException(spec.commandLine(), option + " must be at least " + min + ", not " + value);
        }
        return value;
    }
}
