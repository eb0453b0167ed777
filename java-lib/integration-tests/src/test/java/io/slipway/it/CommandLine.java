package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.cli.SlipwayCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The operator's command as its own process, with one settings file. */
final class CommandLine {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_S = 180;

    private final Path folder;
    private final Path settings;
    private int runs;

    CommandLine(Path folder, String settings) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.settings = Files.writeString(folder.resolve("slipway.yaml"), settings);
    }

    /** A command under way. */
    record Running(Process process, Path out, Path err) {

        /** As Ctrl-C does. */
        void interrupt() throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        String errorSoFar() throws IOException {
            return Files.readString(err);
        }

        Ended end() throws IOException, InterruptedException {
            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
                    .as(errorSoFar())
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    /** What a command left. */
    record Ended(int code, String out, String err) {

        /** The one document on standard output. */
        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }
    }

    Running start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                // A shell that runs the tests in the background has children ignore Ctrl-C, and a JVM keeps to that.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // That of the command, not the one of these tests.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                SlipwayCli.class.getName()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("run" + runs + ".out");
        Path err = folder.resolve("run" + runs++ + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("SLIPWAY_CONFIG", settings.toString());
        return new Running(builder.start(), out, err);
    }

    /** Runs a command to its end, which must be this exit code; answers its document. */
    JsonNode run(int code, String... arguments) throws IOException, InterruptedException {
        List<String> json = new ArrayList<>(List.of(arguments));
        json.add("--json");
        Ended ended = start(json.toArray(String[]::new)).end();
        assertThat(ended.code())
                .as("slipway %s%n%s%n%s", String.join(" ", arguments), ended.out(), ended.err())
                .isEqualTo(code);
        return ended.json();
    }
}
