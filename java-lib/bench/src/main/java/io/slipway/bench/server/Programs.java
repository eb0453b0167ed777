package io.slipway.bench.server;

import io.slipway.kv.KvConfig;
import io.slipway.kv.spi.Providers;
import io.slipway.target.cql.internal.StatementTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The workers of other languages, which the build leaves in the repository. */
record Programs(Path root) {

    enum Language {
        C("native/target/cmake/slipway-bench"),
        GO("bindings-go/target/bench"),
        NODE("bindings-node/build/bench/worker.mjs");

        private final String program;

        Language(String program) {
            this.program = program;
        }
    }

    /** That language on the library, with an echo for a store. */
    Contender echo(String name, Language language) {
        return new Contender(name, (ground, experiment) -> {
            Path folder = ground.folder(experiment, name);
            Path config = Stores.write(KvConfig.empty(), folder);
            return start(
                    language,
                    List.of("slipway", "--config", config.toString()),
                    Map.of(Providers.VARIABLE, "echo"),
                    folder);
        });
    }

    /** That language on the library, with its table at stage target. */
    Contender library(String name, Language language) {
        return new Contender(name, (ground, experiment) -> {
            Place place = ground.place(experiment, name);
            return start(
                    language,
                    List.of("slipway", "--config", Stores.shared(ground, place).toString()),
                    Map.of(),
                    place.folder());
        });
    }

    /** That language's own driver, with the statements that the library sends. */
    Contender driver(String name, Language language) {
        return new Contender(name, (ground, experiment) -> {
            Place place = ground.place(experiment, "driver");
            return start(
                    language,
                    List.of(
                            "raw",
                            "--contact-point",
                            place.contactPoint(),
                            "--datacenter",
                            place.datacenter(),
                            "--read",
                            StatementTexts.read(place.keyspace(), Rows.TABLE),
                            "--write",
                            StatementTexts.write(place.keyspace(), Rows.TABLE)),
                    Map.of(),
                    place.folder());
        });
    }

    /** What starts that language's worker, but for its arguments. */
    List<String> command(Language language) throws IOException {
        Path program = root.resolve(language.program);
        if (!Files.exists(program)) {
            throw new IOException(program + " has not been built; `./slipway bench` builds it");
        }
        return language == Language.NODE ? List.of("node", program.toString()) : List.of(program.toString());
    }

    /** Where bindings find the library. */
    Map<String, String> environment() {
        return Map.of(
                "SLIPWAY_LIBRARY",
                root.resolve("native/target/cmake/libslipway.so").toString());
    }

    private WorkerProcess start(Language language, List<String> arguments, Map<String, String> variables, Path folder)
            throws IOException {
        List<String> command = new ArrayList<>(command(language));
        command.addAll(arguments);
        Map<String, String> environment = new HashMap<>(environment());
        environment.putAll(variables);
        return new WorkerProcess(command, environment, folder);
    }
}
