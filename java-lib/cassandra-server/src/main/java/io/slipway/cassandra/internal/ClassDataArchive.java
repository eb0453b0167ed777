package io.slipway.cassandra.internal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The file in which the JVM keeps the server's parsed classes, which saves more than a second of each later start.
 *
 * <p>There is one for each {@link ServerJars#digest()}. While there is none, a server writes a draft as it ends, and
 * whoever sees it end publishes the draft. Several may do so at a time; a JVM that cannot use an archive runs without.
 *
 * @param file where the archive is once it exists
 */
record ClassDataArchive(Path file) {
    private static final Duration DRAFT_AGE = Duration.ofHours(1);
    private static final Duration ARCHIVE_AGE = Duration.ofDays(30);

    /** The archive for these jars. Also removes what other jars and killed launchers have left in the folder for long. */
    static ClassDataArchive of(ServerJars jars, Path cache) {
        try (Stream<Path> files = Files.list(cache)) {
            files.filter(ClassDataArchive::isForgotten).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // Another launcher is sweeping the same folder.
        }
        return new ClassDataArchive(cache.resolve("classes-" + jars.digest() + ".jsa"));
    }

    boolean exists() {
        return Files.isRegularFile(file);
    }

    /** A name for a draft that no other server uses. */
    Path draft() {
        return file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".draft");
    }

    List<String> readingFlags() {
        return List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr");
    }

    static List<String> writingFlags(Path draft) {
        return List.of("-XX:ArchiveClassesAtExit=" + draft, "-Xlog:disable", "-Xlog:all=error:stderr");
    }

    /** Makes the draft the archive, if the server got to write it. */
    void publish(Path draft) {
        try {
            if (Files.isRegularFile(draft)) {
                ServerJars.publish(draft, file);
            }
        } catch (IOException e) {
            // The next server starts without, as this one did.
            draft.toFile().delete();
        }
    }

    private static boolean isForgotten(Path file) {
        String name = file.getFileName().toString();
        boolean draft = name.endsWith(".draft");
        Instant changed = Instant.ofEpochMilli(file.toFile().lastModified());
        return (draft || name.endsWith(".jsa"))
                && changed.plus(draft ? DRAFT_AGE : ARCHIVE_AGE).isBefore(Instant.now());
    }
}
