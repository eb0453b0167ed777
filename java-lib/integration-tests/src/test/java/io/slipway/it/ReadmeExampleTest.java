package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kv.KvStore;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service in the README compiles against the interface alone and prints what a reader expects; its other code compiles. */
class ReadmeExampleTest {

    private static final Pattern SERVICE = Pattern.compile("```java\n(.*?public class (\\w+).*?)```", Pattern.DOTALL);

    private static final Pattern OPERATOR = Pattern.compile("```java\n(try \\(Slipway .*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void should_compile_and_run_as_written() throws Exception {
        Matcher service = SERVICE.matcher(Files.readString(readme()));
        assertThat(service.find()).isTrue();
        Path source = Files.writeString(folder.resolve(service.group(2) + ".java"), service.group(1));
        String interfaceAlone = jarOf(KvStore.class) + File.pathSeparator + jarOf(com.google.protobuf.ByteString.class);

        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), "-cp", interfaceAlone, source.toString());
        assertThat(compiled).isZero();

        ProcessBuilder launch = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        folder + File.pathSeparator + interfaceAlone,
                        service.group(2))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        launch.environment().put("SLIPWAY_PROVIDER", "memory");
        Process run = launch.start();
        String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed).isEqualTo("world\nfalse\n");
        assertThat(run.exitValue()).isZero();
    }

    @Test
    void should_compile_the_part_for_operators() throws IOException {
        Matcher part = OPERATOR.matcher(Files.readString(readme()));
        assertThat(part.find()).isTrue();
        Path source = Files.writeString(
                folder.resolve("Part.java"),
                """
                import io.slipway.kv.*;
                import io.slipway.kv.spi.Waiting;
                import io.slipway.migrate.stage.StageMove;
                import io.slipway.provider.*;
                import io.slipway.spi.config.Stage;
                import java.nio.file.Path;
                class Part { void run() throws Exception {
                %s
                } }
                """
                        .formatted(part.group(1)));

        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertThat(compiled).isZero();
    }

    private static Path readme() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("README.md")) || !Files.exists(folder.resolve("schemas"))) {
            folder = folder.getParent();
        }
        return folder.resolve("README.md");
    }

    private static String jarOf(Class<?> type) throws IOException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toRealPath()
                .toString();
    }
}
