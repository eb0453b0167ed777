package io.slipway.demo.analysis;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Every file that the demo can analyse: classes and resources of the running JDK, entries of the given jars, the jars
 * themselves, and a few large files of the JDK's installation. Open until closed; safe for use by several threads.
 */
public final class InputCatalog implements AutoCloseable {
    /** Container name of files that lie in the JDK's own folder. */
    static final String JDK_FILES = "jdk-files";

    /** Container name of the jars themselves. */
    static final String JAR_FILES = "jar-files";

    /**
     * Files of the JDK's folder whose reports are far larger than 1 MiB: an image with 27,000 entries, an archive with
     * as many, and a library with a long string table.
     */
    private static final List<String> LARGE_JDK_FILES = List.of("lib/modules", "lib/ct.sym", "lib/server/libjvm.so");

    private final List<ZipFile> archives = new ArrayList<>();
    private final List<InputFile> large = new ArrayList<>();
    private final List<InputFile> others;

    private InputCatalog(Path javaHome, List<Path> jars) throws IOException {
        Map<String, InputFile> found = new TreeMap<>();
        List<InputFile> imageFiles = jdkImage();
        imageFiles.forEach(file -> found.put(file.place(), file));
        for (Path jar : distinctByName(jars)) {
            ZipFile archive = open(jar);
            String name = jar.getFileName().toString();
            List<InputFile> entries = entriesOf(name, archive);
            entries.forEach(file -> found.putIfAbsent(file.place(), file));
            InputFile whole = new InputFile(JAR_FILES, name, () -> map(jar), () -> entries);
            found.put(whole.place(), whole);
        }
        for (String path : LARGE_JDK_FILES) {
            Path file = javaHome.resolve(path);
            if (Files.isRegularFile(file)) {
                large.add(new InputFile(JDK_FILES, path, () -> map(file), largeEntries(path, file, imageFiles)));
            }
        }
        others = List.copyOf(found.values());
    }

    /**
     * Lists the running JDK's files and those of the given jars. Of jars with one file name only the first counts.
     *
     * @throws IOException if the JDK's image or a jar cannot be read
     */
    public static InputCatalog open(List<Path> jars) throws IOException {
        return open(Path.of(System.getProperty("java.home")), jars);
    }

    /** The same with another folder for the JDK's large files. */
    static InputCatalog open(Path javaHome, List<Path> jars) throws IOException {
        return new InputCatalog(javaHome, jars);
    }

    /** Files whose reports are large; every selection starts with them. */
    List<InputFile> large() {
        return List.copyOf(large);
    }

    /** All other files, sorted by place. */
    List<InputFile> others() {
        return others;
    }

    /** How many files there are in all. */
    public int size() {
        return large.size() + others.size();
    }

    @Override
    public void close() throws IOException {
        for (ZipFile archive : archives) {
            archive.close();
        }
    }

    private static List<InputFile> jdkImage() throws IOException {
        FileSystem image = FileSystems.getFileSystem(URI.create("jrt:/"));
        Path modules = image.getPath("/modules");
        try (Stream<Path> paths = Files.walk(modules)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> {
                        Path relative = modules.relativize(path);
                        String module = relative.getName(0).toString();
                        String inside =
                                relative.subpath(1, relative.getNameCount()).toString();
                        return InputFile.plain(module, inside, () -> ByteBuffer.wrap(Files.readAllBytes(path)));
                    })
                    .sorted(Comparator.comparing(InputFile::place))
                    .toList();
        }
    }

    private InputFile.Entries largeEntries(String path, Path file, List<InputFile> imageFiles) throws IOException {
        if (path.equals("lib/modules")) {
            return () -> imageFiles;
        }
        if (path.equals("lib/ct.sym")) {
            ZipFile archive = open(file);
            return () -> entriesOf(path, archive);
        }
        return List::of;
    }

    private ZipFile open(Path file) throws IOException {
        ZipFile archive = new ZipFile(file.toFile());
        archives.add(archive);
        return archive;
    }

    private static List<InputFile> entriesOf(String container, ZipFile archive) {
        return archive.stream()
                .filter(entry -> !entry.isDirectory())
                .map(entry -> InputFile.plain(container, entry.getName(), () -> read(archive, entry)))
                .toList();
    }

    private static ByteBuffer read(ZipFile archive, ZipEntry entry) throws IOException {
        try (InputStream in = archive.getInputStream(entry)) {
            return ByteBuffer.wrap(in.readAllBytes());
        }
    }

    /** Maps instead of reading: the JDK's image alone has 130 MB. */
    private static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    private static List<Path> distinctByName(List<Path> jars) {
        Map<String, Path> byName = new LinkedHashMap<>();
        jars.stream()
                .filter(jar -> jar.toString().endsWith(".jar"))
                .forEach(jar -> byName.putIfAbsent(jar.getFileName().toString(), jar));
        return List.copyOf(byName.values());
    }
}
