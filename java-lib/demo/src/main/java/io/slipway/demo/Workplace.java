package io.slipway.demo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folders of a run, emptied at its start and removed at its end unless they are to be kept. */
final class Workplace implements AutoCloseable {
    private final Path root;
    private final boolean keep;

    Workplace(Path root, boolean keep) throws IOException {
        this.root = root.toAbsolutePath();
        this.keep = keep;
        empty(this.root);
    }

    /** Makes a folder that is there and holds nothing. */
    static void empty(Path folder) throws IOException {
        delete(folder);
        Files.createDirectories(folder);
    }

    Path source() {
        return root.resolve("source");
    }

    Path target() {
        return root.resolve("target");
    }

    Path state() {
        return root.resolve("state");
    }

    /** Of the configuration that service processes read, and of what they write down. */
    Path services() {
        return root.resolve("services");
    }

    @Override
    public void close() throws IOException {
        if (!keep) {
            delete(root);
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (UncheckedIOException e) {
            throw new IOException("cannot empty " + root, e);
        }
    }
}
