package io.slipway.bridge.internal;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.Providers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What the C library calls that belongs to no client. Nothing is thrown: a failure is told to the address that came with the call. */
final class Bridge {

    /** The setting that selects a store without a server; a name for {@code provider} that reads better in the bindings. */
    static final String BACKEND = "backend";

    private Bridge() {}

    /**
     * The first call: compares versions, and takes over the log of a JVM that the library has made.
     *
     * @param own whether the library made this JVM
     */
    static boolean start(String libraryVersion, boolean own, int logDescriptor, int logLevel, long error) {
        try {
            String jars = version();
            if (!jars.equals(libraryVersion)) {
                throw KvException.of(
                        KvErrorCode.LIBRARY_MISMATCH,
                        "libslipway.so is version " + libraryVersion + ", its jars are version " + jars
                                + "; install both from one release");
            }
            if (own) {
                LogLines.install(logDescriptor, logLevel);
            }
            return true;
        } catch (Throwable t) {
            Failure.of(t).tell(error);
            return false;
        }
    }

    /** @param settings keys and values in turn */
    static @Nullable Client open(@Nullable String file, String[] settings, long error) {
        try {
            KvConfig config = file == null ? KvConfig.fromEnvironment() : KvConfig.file(Path.of(file));
            for (int i = 0; i < settings.length; i += 2) {
                config = config.with(settings[i].equals(BACKEND) ? Providers.SETTING : settings[i], settings[i + 1]);
            }
            return new Client(KvStore.open(config));
        } catch (Throwable t) {
            Failure.of(t).tell(error);
            return null;
        }
    }

    static String version() throws IOException {
        try (InputStream file = Bridge.class.getResourceAsStream("/slipway-bridge.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(file, "the bridge's jar is not whole"));
            return properties.getProperty("version");
        }
    }
}
