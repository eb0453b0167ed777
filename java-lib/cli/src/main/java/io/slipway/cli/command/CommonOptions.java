package io.slipway.cli.command;

import io.slipway.kv.KvConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every verb understands. */
final class CommonOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings of the stores (default: the file that SLIPWAY_CONFIG names, else ./slipway.yaml).")
    private @Nullable Path config;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    KvConfig config() {
        Path file = config;
        return file == null ? KvConfig.fromEnvironment() : KvConfig.file(file);
    }

    boolean json() {
        return json;
    }
}
