package io.slipway.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Worker} that this process has started; it ends with {@link #close}, and with this process. For one thread. */
final class WorkerProcess implements AutoCloseable {

    /** The same for all sides. The parallel collector is what a throughput-minded user of two cores takes. */
    private static final List<String> FLAGS =
            List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC", "-Djava.awt.headless=true");

    private final Process process;
    private final BufferedReader answers;
    private final Path log;

    WorkerProcess(Worker.Side side, Place place) throws IOException {
        log = place.folder().resolve("worker.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName(), side.name()));
        command.addAll(List.of(place.arguments()));
        process = new ProcessBuilder(command)
                .redirectError(Redirect.to(log.toFile()))
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        if (!"ready".equals(answers.readLine())) {
            process.destroyForcibly();
            throw new IOException("a worker did not start: " + log());
        }
    }

    /** Has the worker do {@code command}, and waits for it. */
    Run run(String command) {
        try {
            OutputStream commands = process.getOutputStream();
            commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
            @Nullable String answer = answers.readLine();
            if (answer == null || !answer.startsWith("ok ")) {
                throw new IllegalStateException("a worker failed at '" + command + "': " + answer + ": " + log());
            }
            return Run.parse(answer.substring("ok ".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
