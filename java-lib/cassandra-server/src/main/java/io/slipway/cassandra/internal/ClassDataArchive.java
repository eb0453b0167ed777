package io.slipway.cassandra.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The file in which the JVM keeps the server's parsed classes, which saves more than a second of each later start.
 *
 * <p>There is one for each {@link ServerJars#digest()}. While there is none, a server writes a draft as it ends, and
 * whoever sees it end publishes the draft. Several may do so at a time; a JVM that cannot use an archive runs without.
 *
 * @param file where the archive is once it exists
 */
record ClassDataArchive(Path file) {
    static ClassDataArchive of(ServerJars jars, Path cache) {
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
}
