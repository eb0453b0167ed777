package io.slipway.spi.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that exist, with their defaults: a YAML file that ships in a jar, where comments say unit, bounds and effect of every key.
 *
 * <p>A key without a value there is known and has no default. Immutable.
 */
public final class SettingsReference {

    private final Map<String, SettingValue> defaults;

    private SettingsReference(Map<String, SettingValue> defaults) {
        this.defaults = Map.copyOf(defaults);
    }

    /** The reference in the resource {@code name} beside the class {@code owner}. */
    public static SettingsReference resource(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name + " beside " + owner.getName());
            }
            return text(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reference in {@code yaml}. */
    public static SettingsReference text(String name, String yaml) {
        return new SettingsReference(SettingsYaml.parse(name, yaml));
    }

    /** The keys of both; {@code other}'s defaults win. */
    public SettingsReference and(SettingsReference other) {
        Map<String, SettingValue> both = new LinkedHashMap<>(defaults);
        both.putAll(other.defaults);
        return new SettingsReference(both);
    }

    /** Every known key, dotted. */
    public Set<String> keys() {
        return defaults.keySet();
    }

    @Nullable
    SettingValue preset(String key) {
        return defaults.get(key);
    }

    /** The known key that is written most like {@code key}. */
    String nearest(String key) {
        return defaults.keySet().stream()
                .min(Comparator.<String>comparingInt(known -> distance(key, known))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], row[j]));
            }
        }
        return row[b.length()];
    }
}
