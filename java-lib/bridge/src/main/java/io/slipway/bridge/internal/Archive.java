package io.slipway.bridge.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of parsed classes (class-data sharing, JEP 350) from which the next JVM of this machine starts sooner.
 *
 * <p>The C library names it after the jars and the JVM, and gives its path as the property {@value #PATH} if there is none yet. It is made by
 * a JVM of its own, which goes on if this one ends meanwhile. Whatever fails costs the archive and nothing else.
 */
final class Archive {

    static final String PATH = "slipway.archive";

    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

    /** Of how many installations archives are kept. */
    private static final int KEPT = 4;

    /** Another process that makes the archive has failed, or hangs, after that time. */
    private static final Duration MAKING_MAX = Duration.ofMinutes(5);

    /**
     * Arguments: java, archive, class path, main class. The archive appears in one step. If it cannot be made (there is a folder on the class path,
     * or the JDK has no archive of its own), the lock stays, so that not every start tries.
     */
    private static final String SCRIPT =
            """
            nice -n 19 "$1" -XX:ArchiveClassesAtExit="$2.made" -Xlog:disable -Xshare:auto -Xmx128m -XX:TieredStopAtLevel=1 -cp "$3" "$4" &&
            mv -f "$2.made" "$2" &&
            rm -f "$2.lock"
            rm -f "$2.made"
            """;

    /** By which a JVM gets options that its command does not have. */
    private static final Set<String> JVM_VARIABLES = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /** Starts the process that makes an archive, and does not wait for it. */
    interface Maker {

        void start(ProcessBuilder process) throws IOException;
    }

    private final Path path;
    private final InstantSource clock;
    private final Maker maker;

    Archive(Path path, InstantSource clock, Maker maker) {
        this.path = path;
        this.clock = clock;
        this.maker = maker;
    }

    /** Starts to make the archive that the C library asks for, if it does; returns at once. */
    static void makeIfAsked() {
        String path = System.getProperty(PATH);
        if (path != null) {
            Archive archive = new Archive(Path.of(path), InstantSource.system(), ProcessBuilder::start);
            Thread thread = new Thread(archive::make, "slipway-archive");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Starts to make it unless it is there, or another process makes it. */
    void make() {
        try {
            if (Files.notExists(path) && lock()) {
                removeOld();
                Path java = Path.of(System.getProperty("java.home"), "bin", "java");
                maker.start(process(java, path, System.getProperty("java.class.path")));
            }
        } catch (IOException | RuntimeException e) {
            LOG.info("no class-data archive is made at {}; every start goes on without", path, e);
        }
    }

    static ProcessBuilder process(Path java, Path archive, String classPath) {
        ProcessBuilder process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        SCRIPT,
                        "slipway-archive",
                        java.toString(),
                        archive.toString(),
                        classPath,
                        WarmUp.class.getName())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // What is set for this program, such as a debugger's port or a store, is not for that one.
        process.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_") || JVM_VARIABLES.contains(name));
        return process;
    }

    /** False if another process makes it. */
    private boolean lock() throws IOException {
        Path lock = path.resolveSibling(path.getFileName() + ".lock");
        try {
            Files.createFile(lock);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (!isAbandoned(lock)) {
                return false;
            }
            Files.setLastModifiedTime(lock, FileTime.from(clock.instant()));
            return true;
        }
    }

    private boolean isAbandoned(Path file) throws IOException {
        return !Files.getLastModifiedTime(file).toInstant().plus(MAKING_MAX).isAfter(clock.instant());
    }

    /** Keeps the newest, to which this one will be added, and what others are making. */
    private void removeOld() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(path.resolveSibling(""), "classes-*.jsa.*")) {
            for (Path unfinished : found) {
                if (isAbandoned(unfinished)) {
                    Files.deleteIfExists(unfinished);
                }
            }
        }
        List<Path> archives = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(path.resolveSibling(""), "classes-*.jsa")) {
            found.forEach(archives::add);
        }
        archives.sort(Comparator.comparing((Path archive) -> archive.toFile().lastModified()));
        for (int i = 0; i < archives.size() - (KEPT - 1); i++) {
            Files.deleteIfExists(archives.get(i));
        }
    }
}
