package io.slipway.cassandra.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JVM that servers run in: which Java, which jars, which flags.
 *
 * @param flags those that the caller chose: heap and compiler
 */
public record ServerRuntime(ServerJars jars, ClassDataArchive archive, List<String> flags) {
    private static final int JAVA = 17;

    public ServerRuntime {
        flags = List.copyOf(flags);
    }

    /**
     * Finds what is needed to start servers on this machine.
     *
     * @throws IOException if this JVM is of another version, or the server's jars are missing
     */
    public static ServerRuntime find(List<String> flags) throws IOException {
        if (Runtime.version().feature() != JAVA) {
            throw new IOException("Cassandra 5 runs on Java 17, and this is Java "
                    + Runtime.version().feature());
        }
        Path cache = cache();
        ServerJars jars = ServerJars.find(repository(), cache);
        return new ServerRuntime(jars, ClassDataArchive.of(jars, cache), flags);
    }

    /** The jars of Cassandra on this machine, sorted by name. */
    public static List<Path> serverJars() {
        return ServerJars.ofServer(repository());
    }

    /** Starts a server whose folder is configured. It writes the class-data archive if there is none and it may. */
    public ServerProcess start(ServerFolder folder, boolean mayArchive) throws IOException {
        Optional<Path> draft = mayArchive && !archive.exists() ? Optional.of(archive.draft()) : Optional.empty();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(ServerJars.resource("jvm.options").lines().toList());
        if (archive.exists()) {
            command.addAll(archive.readingFlags());
        }
        draft.map(ClassDataArchive::writingFlags).ifPresent(command::addAll);
        command.add("-Dcassandra.config=" + folder.yaml().toUri());
        command.add("-Dcassandra.storagedir=" + folder.path());
        command.add("-Dlogback.configurationFile=" + folder.logback().toUri());
        command.add("-Djava.io.tmpdir=" + folder.temporary());
        command.add("-Djna.tmpdir=" + folder.temporary());
        command.add("-cp");
        command.add(String.join(
                System.getProperty("path.separator"),
                jars.paths().stream().map(Path::toString).toList()));
        command.add(ServerMain.class.getName());

        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.directory(folder.path().toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        return new ServerProcess(builder.start(), archive, draft);
    }

    private static Path repository() {
        String home = System.getProperty("user.home");
        return Path.of(System.getProperty("slipway.maven.repository", home + "/.m2/repository"))
                .toAbsolutePath();
    }

    /** The user's cache folder, or one for this process alone where that cannot be written. */
    private static Path cache() throws IOException {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        try {
            Path cache =
                    Files.createDirectories(base.resolve("slipway/cassandra").toAbsolutePath());
            if (Files.isWritable(cache)) {
                return cache;
            }
        } catch (IOException e) {
            // A read-only home only costs start time.
        }
        return Files.createTempDirectory("slipway-cassandra");
    }
}
