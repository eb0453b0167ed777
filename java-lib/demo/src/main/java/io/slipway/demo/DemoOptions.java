package io.slipway.demo;

import io.slipway.demo.analysis.InputFeed;
import io.slipway.demo.process.Guest;
import io.slipway.demo.traffic.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The choices of {@code slipway demo}. */
final class DemoOptions {
    private static final int SECONDS_MIN = 16;
    private static final double RATE_MIN = 500;

    private static final int PROCESSES_MAX = 12;
    private static final int PROCESSES_OF_REDIS = 4;

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
            names = "--source",
            paramLabel = "STORE",
            defaultValue = "rocksdb",
            description =
                    "The old store: rocksdb, embedded, or redis, a server of its own (default: ${DEFAULT-VALUE}).")
    private OldStore.Kind source = OldStore.Kind.ROCKSDB;

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "Processes that the services run in: 1, or 3 to 12 with --source redis, each with one service"
                    + " (default: 1 with rocksdb, 4 with redis).")
    private @Nullable Integer processes;

    @Option(
            names = "--kill-services",
            description =
                    "Kill each service process once with SIGKILL, at a point that the seed chooses, and restart it.")
    private boolean killServices;

    @Option(
            names = "--with",
            paramLabel = "LANGUAGE",
            split = ",",
            description =
                    "Services in other languages beside those in Java, each in a process of its own: go, node. Each makes a"
                            + " tenth of --rate more. Needs services in processes.")
    private Set<Guest> guests = Set.of();

    @Option(names = "--root", paramLabel = "DIR", hidden = true, description = "The repository, for what --with needs.")
    private Path root = Path.of("");

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
            throw refused("--rate must be at least 500, not " + value);
        }
        rate = value;
    }

    /** Checks what options say of each other. */
    void check() {
        boolean embedded = source == OldStore.Kind.ROCKSDB;
        int count = processes();
        if (count != 1 && embedded) {
            throw refused("--processes needs --source redis: one process at a time can have an embedded store open");
        }
        if (count != 1 && (count < Role.values().length || count > PROCESSES_MAX)) {
            throw refused(
                    "--processes must be 1, or " + Role.values().length + " to " + PROCESSES_MAX + ", not " + count);
        }
        if (killServices && count == 1) {
            throw refused("--kill-services needs services in processes of their own: --source redis --processes 4");
        }
        if (!guests.isEmpty() && count == 1) {
            throw refused("--with needs services in processes of their own: --source redis --processes 4");
        }
        for (Guest guest : guests()) {
            List<Path> missing = guest.missing(root());
            if (!missing.isEmpty()) {
                throw refused(missing.get(0) + " has not been built; `./slipway demo --with " + guest + "` builds it");
            }
        }
    }

    OldStore.Kind source() {
        return source;
    }

    int processes() {
        if (processes != null) {
            return processes;
        }
        return source == OldStore.Kind.REDIS ? PROCESSES_OF_REDIS : 1;
    }

    List<Guest> guests() {
        return guests.stream().sorted().toList();
    }

    Path root() {
        return root.toAbsolutePath().normalize();
    }

    boolean killServices() {
        return killServices;
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

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int atLeast(String option, int value, int min) {
        if (value < min) {
            throw refused(option + " must be at least " + min + ", not " + value);
        }
        return value;
    }
}
