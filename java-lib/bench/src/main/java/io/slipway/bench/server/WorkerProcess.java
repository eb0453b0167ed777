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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link Worker}, of any language, that this process has started; it ends with {@link #close}, and with this process. For one thread. */
final class WorkerProcess implements AutoCloseable {

    /** The same for all sides. The parallel collector is what a throughput-minded user of two cores takes. */
    private static final List<String> FLAGS =
            List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC", "-Djava.awt.headless=true");

    private final Process process;
    private final BufferedReader answers;
    private final Path log;

    /**
     * Starts {@code command} and waits until it is ready.
     *
     * @param environment beside this process's own
     * @param folder for what it has to say
     */
    WorkerProcess(List<String> command, Map<String, String> environment, Path folder) throws IOException {
        log = folder.resolve("worker.log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.to(log.toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        if (!"ready".equals(answers.readLine())) {
            process.destroyForcibly();
            throw new IOException("a worker did not start: " + log());
        }
    }

    /** Starts a worker of Java with the {@code arguments} of its place. */
    static WorkerProcess java(Worker.Side side, List<String> arguments, Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName(), side.name()));
        command.addAll(arguments);
        return new WorkerProcess(command, Map.of(), folder);
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
