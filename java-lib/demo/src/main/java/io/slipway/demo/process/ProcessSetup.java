package io.slipway.demo.process;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What service processes need to work.
 *
 * @param folder of the files that they read and write
 * @param logs folder where they log
 * @param troubles is told of failed operations and wrong answers
 */
public record ProcessSetup(Path folder, Path logs, Pace pace, Consumer<String> troubles) {
    /** The store's settings. */
    public Path config() {
        return folder.resolve("slipway.yaml");
    }

    /** The keys that the tables were filled with: {@link io.slipway.demo.traffic.KeyBook#write}. */
    public Path keys() {
        return folder.resolve("keys");
    }

    /** The journal of how the tables were filled. */
    public Path filled() {
        return folder.resolve("filled.journal");
    }

    Path log(String process) {
        return logs.resolve(process + ".log");
    }
}
