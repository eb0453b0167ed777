package io.slipway.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The testee of Java: runs programs through the key-value interface itself. */
final class JavaTestee {

    /** The setting by which the bindings select a store without a server; Java's own name for it. */
    private static final String BACKEND = "backend";

    private JavaTestee() {}

    public static void main(String[] arguments) throws IOException {
        KvConfig config = KvConfig.empty();
        List<Path> programs = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--config" -> config = KvConfig.file(Path.of(arguments[++i]));
                case "--set" -> {
                    String[] setting = arguments[++i].split("=", 2);
                    config = config.with(setting[0].equals(BACKEND) ? "provider" : setting[0], setting[1]);
                }
                default -> programs.add(Path.of(arguments[i]));
            }
        }
        PrintStream log = new PrintStream(System.out, true, UTF_8);
        for (Path file : programs) {
            run(Program.read(file), config, log);
        }
    }

    private static void run(Program program, KvConfig config, PrintStream log) {
        log.println(program.title());
        try (KvStore store = KvStore.open(config)) {
            Steps steps = new Steps(store);
            int number = 0;
            for (String step : program.steps()) {
                number++;
                log.println(number + " " + steps.run(step));
            }
        }
    }
}
