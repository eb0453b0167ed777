package io.slipway.kv.spi;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the provider that opens a store: the one that the setting {@code provider} names, else the one of the highest priority. */
public final class Providers {

    /** The setting that selects a provider by name. */
    public static final String SETTING = "provider";

    /** The environment variable that selects a provider by name where the setting does not. */
    public static final String VARIABLE = "SLIPWAY_PROVIDER";

    private Providers() {}

    public static KvProvider select(KvConfig config) {
        List<KvProvider> found = ServiceLoader.load(KvProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(KvProvider::priority).reversed().thenComparing(KvProvider::name))
                .toList();
        String wanted = config.settings().getOrDefault(SETTING, System.getenv(VARIABLE));
        return found.stream()
                .filter(provider -> wanted == null
                        ? provider.priority() >= 0
                        : provider.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> missing(wanted, found));
    }

    private static KvException missing(@org.jspecify.annotations.Nullable String wanted, List<KvProvider> found) {
        String names = found.stream().map(KvProvider::name).collect(Collectors.joining(", "));
        return KvException.of(
                KvErrorCode.PROVIDER_MISSING,
                (wanted == null ? "no provider" : "no provider named '" + wanted + "'")
                        + " on the class path; add the jar of a provider"
                        + (found.isEmpty() ? "" : ", or name one of: " + names));
    }
}
