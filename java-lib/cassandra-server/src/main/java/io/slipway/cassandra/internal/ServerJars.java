package io.slipway.cassandra.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The server's class path: a jar with {@link ServerMain}, and the jars of Cassandra in the local Maven repository.
 *
 * <p>All are jars, in a fixed order, because the JVM shares class data of nothing else. The first one is made here, in
 * the cache folder, since {@link ServerMain} itself may sit in a folder of classes.
 *
 * @param paths the class path, {@link ServerMain}'s jar first
 * @param digest hexadecimal; equal digests mean the same bytes at the same places, run by the same JVM
 */
record ServerJars(List<Path> paths, String digest) {
    private static final String MAIN_CLASS = ServerMain.class.getName().replace('.', '/') + ".class";

    ServerJars {
        paths = List.copyOf(paths);
    }

    /**
     * Finds the jars.
     *
     * @param repository the local Maven repository
     * @param cache an existing folder that may keep files for later starts
     * @throws IOException if a jar is missing or the cache folder is not writable
     */
    static ServerJars find(Path repository, Path cache) throws IOException {
        List<Path> jars = ofServer(repository);
        MessageDigest digest = sha256();
        update(digest, System.getProperty("java.home") + System.getProperty("java.vm.version"));
        for (Path jar : jars) {
            if (!Files.isRegularFile(jar)) {
                throw new IOException("The server's jar " + jar + " is missing. Build the module cassandra-server, or"
                        + " set the system property slipway.maven.repository to the local Maven repository");
            }
            update(digest, jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar));
        }
        Path main = mainJar(cache);
        update(digest, main + " " + Files.getLastModifiedTime(main));
        return new ServerJars(Stream.concat(Stream.of(main), jars.stream()).toList(), hex(digest));
    }

    /** The jars of Cassandra, sorted by name, whether they are there or not. */
    static List<Path> ofServer(Path repository) {
        return Stream.of(resource("server.classpath").split(":"))
                .map(entry -> repository.resolve(entry.strip().substring("repository/".length())))
                .sorted(Comparator.comparing(Path::getFileName))
                .toList();
    }

    /** Reads a resource of this package as text. */
    static String resource(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private static Path mainJar(Path cache) throws IOException {
        byte[] main = bytes("/" + MAIN_CLASS);
        MessageDigest digest = sha256();
        digest.update(main);
        Path jar = cache.resolve("main-" + hex(digest) + ".jar");
        if (!Files.exists(jar)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JarOutputStream out = new JarOutputStream(bytes)) {
                out.putNextEntry(new JarEntry(MAIN_CLASS));
                out.write(main);
            }
            Path draft = Files.createTempFile(cache, "main-", ".draft");
            Files.write(draft, bytes.toByteArray());
            publish(draft, jar);
        }
        return jar;
    }

    /** Moves a finished file to its name, where another process may have put an equal one already. */
    static void publish(Path draft, Path name) throws IOException {
        try {
            if (Files.exists(name)) {
                throw new FileAlreadyExistsException(name.toString());
            }
            Files.move(draft, name, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            Files.deleteIfExists(draft);
        }
    }

    private static byte[] bytes(String name) {
        try (InputStream in = ServerJars.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("No resource " + name + ": the module cassandra-server is not built");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void update(MessageDigest digest, String text) {
        digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).substring(0, 24);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
