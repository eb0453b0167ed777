package io.slipway.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A service in {@code src/dropin} that was compiled once, against kv-api and the oldest protobuf alone, and runs in JVMs of its own beside
 * whatever provider it is given.
 *
 * @param classes folder of its classes
 */
record DropInService(Path classes) {

    private static final String MAIN = "com.example.inventory.InventoryService";
    private static final long RUN_SECONDS_MAX = 120;

    static DropInService compile(Path classes) throws IOException {
        StringWriter messages = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, UTF_8);
                Stream<Path> sources = Files.walk(Path.of(System.getProperty("basedir"), "src", "dropin"))) {
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-Xlint:all",
                    "-Werror",
                    "-proc:none",
                    "-d",
                    classes.toString(),
                    "-cp",
                    onClassPath("kv-api") + File.pathSeparator + oldestProtobuf());
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            options,
                            null,
                            files.getJavaFileObjectsFromPaths(
                                    sources.filter(Files::isRegularFile).toList()))
                    .call();
            assertThat(compiled).as("%s", messages).isTrue();
        }
        return new DropInService(classes);
    }

    /**
     * What the service prints.
     *
     * @param libraries what is beside it on the class path
     * @param config the configuration that its environment names
     */
    List<String> run(List<Path> libraries, Path config, long seed, int operations)
            throws IOException, InterruptedException {
        List<String> classPath = new ArrayList<>(List.of(classes.toString()));
        libraries.forEach(library -> classPath.add(library.toString()));
        Path output = Files.createTempFile(config.getParent(), "service", ".out");
        Path errors = Files.createTempFile(config.getParent(), "service", ".err");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-cp",
                String.join(File.pathSeparator, classPath),
                MAIN,
                String.valueOf(seed),
                String.valueOf(operations));
        builder.environment().put("SLIPWAY_CONFIG", config.toString());
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS))
                    .as("the service ends within %d s; it said: %s", RUN_SECONDS_MAX, Files.readString(errors))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return Files.readAllLines(output);
    }

    /** What the old store's own provider needs, beside the newest protobuf runtime. */
    static List<Path> oldProvider() {
        return Stream.of(
                        "kv-api",
                        "store-spi",
                        "source-rocksdb",
                        "rocksdbjni",
                        "snakeyaml-engine",
                        "slf4j-api",
                        "protobuf-java")
                .map(DropInService::onClassPath)
                .toList();
    }

    /** Everything that Slipway's provider needs, the old provider among it; no logging, as this service brings none. */
    static List<Path> slipway() {
        return classPath()
                .filter(entry -> Stream.of("integration-tests", "testkit", "cassandra-server", "logback")
                        .noneMatch(module -> entry.toString().contains(module)))
                .toList();
    }

    /** The same libraries with the oldest protobuf runtime that services bring, in place of the newest. */
    static List<Path> withOldestProtobuf(List<Path> libraries) {
        Path newest = onClassPath("protobuf-java");
        assertThat(libraries).contains(newest);
        return libraries.stream()
                .map(library -> library.equals(newest) ? oldestProtobuf() : library)
                .toList();
    }

    private static Path oldestProtobuf() {
        String version = System.getProperty("slipway.protobuf.oldest");
        return Path.of(
                System.getProperty("slipway.maven.repository"),
                "com/google/protobuf/protobuf-java",
                version,
                "protobuf-java-" + version + ".jar");
    }

    /** The jar of that artifact, or its module's classes while there is no jar yet. */
    private static Path onClassPath(String artifact) {
        return classPath()
                .filter(entry -> isOf(artifact, entry))
                .findFirst()
                .orElseThrow(() -> new AssertionError(artifact + " is not on the class path"));
    }

    private static Stream<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of);
    }

    private static boolean isOf(String artifact, Path entry) {
        return entry.getFileName().toString().matches(artifact + "-\\d.*\\.jar")
                || entry.endsWith(Path.of(artifact, "target", "classes"));
    }
}
