package io.slipway.spi.settings;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A process's settings, by dotted key.
 *
 * <p>What the program sets ({@link KvConfig#with}) wins over the environment, that over the file, and that over the defaults of the {@link
 * SettingsReference}. The environment variable of {@code source.rocksdb.path} is {@code SLIPWAY_SOURCE_ROCKSDB_PATH}; a list is written
 * there with commas. Every getter throws a {@link io.slipway.kv.KvUserException} with {@link KvErrorCode#CONFIG} if the setting is wrong,
 * and {@link IllegalArgumentException} if the reference does not know the key. Immutable.
 */
public final class Settings {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,9})\\s*(B|KiB|MiB|GiB)?");
    private static final String FILE_SUFFIX = "-file";

    private final SettingsReference reference;
    private final Map<String, SettingValue> given;
    private final Function<String, @Nullable String> environment;

    private Settings(
            SettingsReference reference,
            Map<String, SettingValue> given,
            Function<String, @Nullable String> environment) {
        this.reference = reference;
        this.given = given;
        this.environment = environment;
    }

    /**
     * Reads everything that {@code config} names; every key must be in {@code reference}.
     *
     * @param environment the process's environment, normally {@code System.getenv()}
     */
    public static Settings load(KvConfig config, SettingsReference reference, Map<String, String> environment) {
        return load(config, reference, environment, key -> true);
    }

    /**
     * As {@link #load(KvConfig, SettingsReference, Map)}, but keys outside {@code section} belong to somebody else and are ignored.
     *
     * @param section a dotted prefix without the last dot, such as {@code source.rocksdb}
     */
    public static Settings loadSection(
            KvConfig config, SettingsReference reference, Map<String, String> environment, String section) {
        return load(config, reference, environment, key -> key.startsWith(section + "."));
    }

    private static Settings load(
            KvConfig config, SettingsReference reference, Map<String, String> environment, Predicate<String> own) {
        Map<String, SettingValue> given = new LinkedHashMap<>();
        config.file().ifPresent(file -> given.putAll(SettingsYaml.parse(file.toString(), textOf(file))));
        for (String key : reference.keys()) {
            String value = environment.get(variable(key));
            if (value != null) {
                List<String> items = value.isEmpty() ? List.of() : List.of(value);
                given.put(key, new SettingValue(items, "environment variable " + variable(key)));
            }
        }
        config.settings().forEach((key, value) -> given.put(key, SettingValue.of(value, "set by the program")));
        given.keySet().removeIf(key -> !own.test(key));
        given.forEach((key, value) -> {
            if (!reference.keys().contains(key)) {
                throw wrong(
                        value.origin(),
                        "unknown setting '" + key + "'; did you mean '" + reference.nearest(key) + "'?");
            }
        });
        return new Settings(reference, Map.copyOf(given), environment::get);
    }

    /** The setting's text, if it is given or has a default. */
    public Optional<String> find(String key) {
        List<String> items = value(key).items();
        if (items.size() > 1) {
            throw expected(key, "one value, not a list");
        }
        return items.stream().findFirst();
    }

    public String text(String key) {
        return find(key)
                .orElseThrow(() -> KvException.of(
                        KvErrorCode.CONFIG,
                        "setting '" + key + "' is required; give it in the configuration file or as " + variable(key)));
    }

    /** The items of a list; empty if it is not given and has no default. */
    public List<String> list(String key) {
        return value(key).items().stream()
                .flatMap(item -> Arrays.stream(item.split(",", -1)))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    public boolean flag(String key) {
        return switch (text(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw expected(key, "true or false");
        };
    }

    public long number(String key, long min, long max) {
        try {
            long number = Long.parseLong(text(key).replace("_", ""));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, with the bounds.
        }
        throw expected(key, "a whole number from " + min + " to " + max);
    }

    public int integer(String key, int min, int max) {
        return (int) number(key, min, max);
    }

    /** A duration written with its unit: {@code 500ms}, {@code 2s}, {@code 10m}, {@code 1h}. */
    public Duration duration(String key, Duration min, Duration max) {
        Matcher matcher = DURATION.matcher(text(key).strip());
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            Duration duration =
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        default -> Duration.ofHours(count);
                    };
            if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
                return duration;
            }
        }
        throw expected(
                key,
                "a duration such as 500ms, 2s, 10m or 1h, from " + min.toMillis() + "ms to " + max.toMillis() + "ms");
    }

    /** A size: {@code 4096}, {@code 64KiB}, {@code 16MiB}, {@code 1GiB}. */
    public long bytes(String key, long min, long max) {
        Matcher matcher = BYTES.matcher(text(key).strip());
        if (matcher.matches()) {
            String unit = matcher.group(2) == null ? "B" : matcher.group(2);
            int shift =
                    switch (unit) {
                        case "KiB" -> 10;
                        case "MiB" -> 20;
                        case "GiB" -> 30;
                        default -> 0;
                    };
            long bytes = Long.parseLong(matcher.group(1)) << shift;
            if (bytes >= min && bytes <= max) {
                return bytes;
            }
        }
        throw expected(key, "a size such as 4096, 64KiB or 16MiB, from " + min + " to " + max + " bytes");
    }

    /** A path, relative to the working directory. */
    public Path path(String key) {
        return Path.of(text(key));
    }

    /**
     * The secret {@code key}: from its environment variable, else from the file that {@code <key>-file} names (without line ends at its
     * end). The reference knows only {@code <key>-file}, so a secret inside the YAML is refused as an unknown setting.
     */
    public Optional<String> secret(String key) {
        String value = environment.apply(variable(key));
        return value != null
                ? Optional.of(value)
                : find(key + FILE_SUFFIX).map(file -> textOf(Path.of(file)).stripTrailing());
    }

    /** The environment variable that overrides {@code key}. */
    public static String variable(String key) {
        return "SLIPWAY_" + key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private SettingValue value(String key) {
        SettingValue preset = reference.preset(key);
        if (preset == null) {
            throw new IllegalArgumentException("the reference has no setting '" + key + "'");
        }
        return given.getOrDefault(key, preset);
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw KvException.of(KvErrorCode.CONFIG, "there is no file " + file, e);
        } catch (IOException e) {
            throw KvException.of(KvErrorCode.CONFIG, "cannot read " + file + " as UTF-8 text: " + e.getMessage(), e);
        }
    }

    private KvException expected(String key, String what) {
        SettingValue value = value(key);
        return wrong(
                value.origin(),
                "setting '" + key + "' must be " + what + ", not '" + String.join(", ", value.items()) + "'");
    }

    private static KvException wrong(String origin, String problem) {
        return KvException.of(KvErrorCode.CONFIG, origin + ": " + problem);
    }
}
