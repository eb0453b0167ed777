import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The last step of {@code mvn verify}: prints minutes per phase and module and the number of tests, and fails the build
 * if a test was skipped, because a skipped test looks like a passed one.
 *
 * <p>Arguments: the folder of the parent POM, and the start of this build as it stands in the marks. Each mark (build,
 * module, phase, time) says that the phase ended; the time since the mark before it belongs to the phase.
 */
final class BuildReport {
    private static final List<String> PHASES =
            List.of("compile", "unit tests", "package", "integration tests", "checks");
    private static final Pattern SUITE = Pattern.compile(
            "<testsuite [^>]*?tests=\"(\\d+)\" errors=\"(\\d+)\" skipped=\"(\\d+)\" failures=\"(\\d+)\"");

    private BuildReport() {}

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        Instant start = Instant.parse(args[1]);
        printMinutes(root.resolve("target/build-marks.tsv"), args[1], start);
        System.exit(printTests(root.resolve("java-lib"), start) ? 0 : 1);
    }

    private static void printMinutes(Path marks, String build, Instant start) throws IOException {
        Map<String, Map<String, Duration>> modules = new LinkedHashMap<>();
        Instant last = start;
        for (String line : Files.readAllLines(marks)) {
            String[] mark = line.split("\t");
            if (mark[0].equals(build)) {
                Instant end = OffsetDateTime.parse(mark[3]).toInstant();
                modules.computeIfAbsent(mark[1], module -> new TreeMap<>())
                        .merge(mark[2], Duration.between(last, end), Duration::plus);
                last = end;
            }
        }
        Map<String, Duration> total = new TreeMap<>();
        modules.values().forEach(row -> row.forEach((phase, time) -> total.merge(phase, time, Duration::plus)));
        modules.put("all", total);

        System.out.printf("%nMinutes %14s", "");
        PHASES.forEach(phase -> System.out.printf("%19s", phase));
        System.out.printf("%12s%n", "all");
        modules.forEach((module, row) -> {
            System.out.printf("%-22s", module);
            PHASES.forEach(phase -> System.out.printf("%19s", minutes(row.getOrDefault(phase, Duration.ZERO))));
            System.out.printf("%12s%n", minutes(row.values().stream().reduce(Duration.ZERO, Duration::plus)));
        });
    }

    private static String minutes(Duration time) {
        return String.format("%.2f", time.toMillis() / 60_000.0);
    }

    /** Returns whether every test of this build ran. */
    private static boolean printTests(Path folder, Instant start) throws IOException {
        long tests = 0;
        long failed = 0;
        long skipped = 0;
        for (Path report : reports(folder)) {
            Matcher suite = SUITE.matcher(Files.readString(report));
            if (Files.getLastModifiedTime(report).toInstant().isAfter(start) && suite.find()) {
                tests += Long.parseLong(suite.group(1));
                failed += Long.parseLong(suite.group(2)) + Long.parseLong(suite.group(4));
                skipped += Long.parseLong(suite.group(3));
                if (!suite.group(3).equals("0")) {
                    System.out.println("Skipped tests in " + report);
                }
            }
        }
        System.out.printf("%nTests run: %d, failed: %d, skipped: %d%n%n", tests, failed, skipped);
        return skipped == 0;
    }

    private static List<Path> reports(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder, 4)) {
            return files.filter(file -> file.getParent().getFileName().toString().matches("(surefire|failsafe)-reports"))
                    .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .toList();
        }
    }
}
