package io.slipway.redis;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of one server: its configuration, its data, and its log.
 *
 * @param path absolute
 */
record ServerFolder(Path path) {
    private static final String READY = "Ready to accept connections";
    private static final int LOG_TAIL_LINES = 30;

    Path configuration() {
        return path.resolve("redis.conf");
    }

    /** Everything that the server printed, over all its starts. */
    Path log() {
        return path.resolve("server.log");
    }

    /** Writes the configuration; data stays as it is. */
    void configure(List<String> lines) throws IOException {
        Files.createDirectories(path);
        List<String> all = new ArrayList<>(lines);
        all.add("dir \"" + path + "\"");
        Files.deleteIfExists(configuration());
        Files.createFile(
                configuration(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(configuration(), all, StandardCharsets.UTF_8);
    }

    long logBytes() {
        try {
            return Files.exists(log()) ? Files.size(log()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server has said behind this position of its log that it takes clients. */
    boolean saysReadyBehind(long position) {
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.max(0, file.length() - position)];
            file.seek(position);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).contains(READY);
        } catch (IOException e) {
            return false;
        }
    }

    /** The last lines of the log, for messages about a server that failed. */
    String logTail() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    void delete() {
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // What is left of a temporary folder harms nobody.
        }
    }
}
