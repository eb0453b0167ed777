package io.slipway.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that runs programs through one language's binding.
 *
 * @param command its words, without the arguments that {@code schemas/conformance/README.md} describes
 */
record Testee(String name, List<String> command) {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** What went wrong with a testee itself. */
    static final class TesteeException extends Exception {

        private static final long serialVersionUID = 1L;

        TesteeException(String message) {
            super(message);
        }
    }

    /** Runs programs one after another, each on a store opened anew. */
    Log run(List<String> storeArguments, List<Path> programs, Map<String, String> environment, Path folder)
            throws IOException, InterruptedException, TesteeException {
        List<String> words = new ArrayList<>(command);
        words.addAll(storeArguments);
        programs.forEach(program -> words.add(program.toString()));
        Path log = folder.resolve(name + ".log");
        Path errors = folder.resolve(name + ".err");
        ProcessBuilder process =
                new ProcessBuilder(words).redirectOutput(log.toFile()).redirectError(errors.toFile());
        process.environment().putAll(environment);
        Process running = process.start();
        try {
            if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new TesteeException(
                        name + " did not end within " + PATIENCE.toMinutes() + " minutes; see " + errors);
            }
        } finally {
            running.destroyForcibly();
        }
        if (running.exitValue() != 0) {
            throw new TesteeException(name + " ended with exit code " + running.exitValue() + ":\n" + tail(errors));
        }
        return new Log(Files.readAllLines(log, UTF_8));
    }

    private static String tail(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, UTF_8);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
