package io.slipway.kv.compatibility;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kv.KvTable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run with {@code -Dslipway.api.release=true} to make the interface of this build the one that later builds are compared with. */
class BinaryCompatibilityTest {

    private static final String RELEASED = "kv-api-released.jar";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void should_break_nobody_who_compiled_against_the_last_release() throws Exception {
        Path current = jar(folder.resolve("current.jar"), classes(), folder.resolve("none"));
        if (Boolean.getBoolean("slipway.api.release")) {
            Files.copy(current, resources().resolve(RELEASED), StandardCopyOption.REPLACE_EXISTING);
        }

        assertThat(ApiComparison.breaks(released(), current)).isEmpty();
    }

    @Test
    void should_find_an_abstract_method_planted_into_the_interface() throws Exception {
        Path planted = compile(
                "KvTable.java",
                source -> source.replace("    String name();", "    String name();\n\n    long count();"));

        assertThat(ApiComparison.breaks(released(), jar(folder.resolve("planted.jar"), classes(), planted)))
                .contains("io.slipway.kv.KvTable.count: [METHOD_ADDED_TO_INTERFACE]");
    }

    @Test
    void should_find_a_method_that_was_removed_or_answers_another_type() throws Exception {
        Path planted = compile("KvBatch.java", source -> source.replace("    int size();", "    long size();"));

        assertThat(ApiComparison.breaks(released(), jar(folder.resolve("planted.jar"), classes(), planted)))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("io.slipway.kv.KvBatch.size: "));
    }

    private Path compile(String file, UnaryOperator<String> change) throws IOException {
        Path original = sources().resolve(Path.of("io", "slipway", "kv", file));
        String source = Files.readString(original, UTF_8);
        String changed = change.apply(source);
        assertThat(changed).isNotEqualTo(source);
        Path copy = Files.writeString(folder.resolve(file), changed, UTF_8);
        Path output = Files.createDirectories(folder.resolve("planted"));
        StringWriter messages = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, UTF_8)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of(
                                    "-d",
                                    output.toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "-proc:none"),
                            null,
                            files.getJavaFileObjects(copy))
                    .call();
            assertThat(compiled).as("%s", messages).isTrue();
        }
        return output;
    }

    /** A jar of {@code classes}, those in {@code replaced} instead where there are any. */
    private static Path jar(Path jar, Path classes, Path replaced) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(path -> path.toString().endsWith(".class"))
                    .sorted()
                    .toList()) {
                Path name = classes.relativize(each);
                Path other = replaced.resolve(name);
                JarEntry entry = new JarEntry(name.toString().replace('\\', '/'));
                entry.setTime(0);
                out.putNextEntry(entry);
                out.write(Files.readAllBytes(Files.exists(other) ? other : each));
            }
        }
        return jar;
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(KvTable.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static Path sources() {
        return Path.of(Objects.requireNonNull(System.getProperty("slipway.kv.sources")));
    }

    private static Path resources() {
        return sources().resolveSibling("../test/resources/api").normalize();
    }

    private static Path released() {
        return resources().resolve(RELEASED);
    }
}
