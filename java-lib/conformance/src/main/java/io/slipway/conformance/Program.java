package io.slipway.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A list of steps, with the log that is expected of it if it is a scenario. */
record Program(String name, List<String> steps, List<String> expected) {

    private static final String EXPECTED = "=> ";

    static Program read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, UTF_8);
        return new Program(
                file.getFileName().toString(),
                lines.stream().filter(Program::isStep).toList(),
                lines.stream()
                        .filter(line -> line.startsWith(EXPECTED))
                        .map(line -> line.substring(EXPECTED.length()))
                        .toList());
    }

    /** Writes its steps to {@code folder}. */
    Path write(Path folder) throws IOException {
        return Files.write(folder.resolve(name), steps, UTF_8);
    }

    /** The line that begins its log. */
    String title() {
        return "# " + name;
    }

    private static boolean isStep(String line) {
        return !line.isEmpty() && !line.startsWith("#") && !line.startsWith("=>");
    }
}
