package io.slipway.it;

import io.slipway.provider.Slipway;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The provider's classes in a jar of some version, as a release would have them: in front of a class path it is what a process shows. */
final class ProviderJar {

    private ProviderJar() {}

    static void write(Path jar, String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            Path built = built();
            if (Files.isDirectory(built)) {
                copy(built, entries);
            } else {
                try (FileSystem inside = FileSystems.newFileSystem(URI.create("jar:" + built.toUri()), Map.of())) {
                    copy(inside.getPath("/"), entries);
                }
            }
        }
    }

    private static Path built() {
        try {
            return Path.of(Slipway.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static void copy(Path root, JarOutputStream entries) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("MANIFEST.MF"))
                    .toList();
        }
        for (Path file : files) {
            entries.putNextEntry(new JarEntry(root.relativize(file).toString()));
            Files.copy(file, entries);
            entries.closeEntry();
        }
    }
}
