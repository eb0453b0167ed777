package io.slipway.bridge.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.Providers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the C library calls that belongs to no client. Nothing is thrown: a failure is told to the address that came with the call. */
final class Bridge {

    /** The setting that selects a store without a server; a name for {@code provider} that reads better in the bindings. */
    static final String BACKEND = "backend";

    /** The setting that turns measuring on: true or false. */
    static final String METRICS = "metrics";

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

    private Bridge() {}

    /**
     * The first call: takes over the log of a JVM that the library has made.
     *
     * @param own whether the library made this JVM
     */
    static boolean start(boolean own, int logDescriptor, int logLevel, long error) {
        try {
            if (own) {
                LogLines.install(logDescriptor, logLevel);
                LOG.info(
                        "Slipway {} runs on Java {} from {} with a heap of at most {} MiB",
                        Version.ofJars(),
                        Runtime.version(),
                        System.getProperty("java.home"),
                        Runtime.getRuntime().maxMemory() >> 20);
                Archive.makeIfAsked();
            }
            return true;
        } catch (Throwable t) {
            Failure.of(t).tell(error);
            return false;
        }
    }

    /**
     * Opens a store. Texts are UTF-8, not the JNI's own form of it.
     *
     * @param settings keys and values in turn
     */
    static @Nullable Client open(byte @Nullable [] file, byte[][] settings, long error) {
        try {
            KvConfig config = file == null ? KvConfig.fromEnvironment() : KvConfig.file(path(file));
            boolean measured = false;
            for (int i = 0; i < settings.length; i += 2) {
                String key = text(settings[i], "the key of setting " + i / 2);
                String value = text(settings[i + 1], "the value of setting '" + key + "'");
                if (key.equals(METRICS)) {
                    measured = flag(key, value);
                } else {
                    config = config.with(key.equals(BACKEND) ? Providers.SETTING : key, value);
                }
            }
            // Whether a store measures itself is decided when it is opened.
            Meters meters = measured ? Meters.ofProcess() : null;
            return new Client(KvStore.open(config), meters);
        } catch (Throwable t) {
            Failure.of(t).tell(error);
            return null;
        }
    }

    /** @throws KvException if these bytes are no text */
    static String text(byte[] utf8, String what) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw KvException.of(KvErrorCode.ARGUMENT, what + " is not UTF-8", e);
        }
    }

    private static boolean flag(String key, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw KvException.of(KvErrorCode.CONFIG, "'" + key + "' must be true or false");
        };
    }

    private static Path path(byte[] file) {
        try {
            return Path.of(text(file, "the name of the configuration file"));
        } catch (InvalidPathException e) {
            throw KvException.of(
                    KvErrorCode.CONFIG,
                    "the configuration file's name cannot be used in this locale; set LC_ALL=C.UTF-8 or rename it",
                    e);
        }
    }
}
