package io.slipway.demo.process;

import io.slipway.demo.traffic.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A service in another language: a process that speaks this package's lines and opens the store by its language's binding. It reads what the
 * tables were filled with, writes keys of its own, and is their only writer.
 */
public enum Guest {
    GO("Go", "api-go", Role.API, "", "bindings-go/target/demo"),
    NODE("Node.js", "delivery-node", Role.DELIVERY, "node", "bindings-node/build/demo/service.mjs");

    /** How much a guest does, as a part of what all services in Java do together. */
    private static final double RATE_SHARE = 0.1;

    private static final String LIBRARY = "native/target/cmake/libslipway.so";

    private final String language;
    private final String service;
    private final Role role;
    private final String interpreter;
    private final String file;

    Guest(String language, String service, Role role, String interpreter, String file) {
        this.language = language;
        this.service = service;
        this.role = role;
        this.interpreter = interpreter;
        this.file = file;
    }

    /** Its language's name. */
    public String language() {
        return language;
    }

    /** Its name, as a process and in the registry of processes. */
    public String service() {
        return service;
    }

    /** As the option {@code --with} takes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What it needs in the repository and lacks there, because nobody has built it.
     *
     * @param root the repository
     */
    public List<Path> missing(Path root) {
        return Stream.of(file, LIBRARY)
                .map(root::resolve)
                .filter(path -> !Files.exists(path))
                .toList();
    }

    Job job(Path root, Pace pace) {
        String program = root.resolve(file).toString();
        return new Job(
                service,
                service,
                role,
                List.of(),
                pace.rate() * RATE_SHARE,
                new Program(
                        interpreter.isEmpty() ? List.of(program) : List.of(interpreter, program),
                        Map.of("SLIPWAY_LIBRARY", root.resolve(LIBRARY).toString())));
    }
}
