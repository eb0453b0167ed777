package io.slipway.kv;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a store's settings come from: an optional file, and settings given by the program that override it.
 *
 * <p>The provider that is found reads the file and checks every key; this class only carries them. Keys are dotted, such as {@code
 * source.rocksdb.path}. Immutable.
 */
public final class KvConfig {

    /** The environment variable that names the configuration file. */
    public static final String FILE_VARIABLE = "SLIPWAY_CONFIG";

    private final @Nullable Path file;
    private final Map<String, String> settings;

    private KvConfig(@Nullable Path file, Map<String, String> settings) {
        this.file = file;
        this.settings = Map.copyOf(settings);
    }

    /** No file: every setting has its default, unless {@link #with} gives it. */
    public static KvConfig empty() {
        return new KvConfig(null, Map.of());
    }

    /** Settings from that file. It is read when the store is opened. */
    public static KvConfig file(Path file) {
        return new KvConfig(file, Map.of());
    }

    /** The file that {@code SLIPWAY_CONFIG} names, else {@code ./slipway.yaml} if there is one, else {@link #empty()}. */
    public static KvConfig fromEnvironment() {
        String named = System.getenv(FILE_VARIABLE);
        if (named != null && !named.isBlank()) {
            return file(Path.of(named));
        }
        Path beside = Path.of("slipway.yaml");
        return Files.exists(beside) ? file(beside) : empty();
    }

    /** This configuration with one setting added or replaced. */
    public KvConfig with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new KvConfig(file, more);
    }

    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** The settings given by the program, by dotted key. */
    public Map<String, String> settings() {
        return settings;
    }
}
