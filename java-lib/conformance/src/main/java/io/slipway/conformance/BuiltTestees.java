package io.slipway.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The testees that the build leaves in the repository, the Java one first. */
final class BuiltTestees {

    private final Path root;

    BuiltTestees(Path root) {
        this.root = root;
    }

    /** @throws IOException if one has not been built */
    List<Testee> all() throws IOException {
        return List.of(
                java(),
                new Testee("c", List.of(existing("native/target/cmake/slipway-conformance"))),
                new Testee("go", List.of(existing("bindings-go/target/conformance"))),
                new Testee("node", List.of("node", existing("bindings-node/build/conformance/testee.mjs"))));
    }

    /** Where testees find the library. */
    Map<String, String> environment() {
        return Map.of(
                "SLIPWAY_LIBRARY",
                root.resolve("native/target/cmake/libslipway.so").toString());
    }

    static Testee java() {
        return new Testee(
                "java",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JavaTestee.class.getName()));
    }

    private String existing(String path) throws IOException {
        Path file = root.resolve(path);
        if (!Files.exists(file)) {
            throw new IOException(file + " has not been built; `./slipway conformance` builds it");
        }
        return file.toString();
    }
}
