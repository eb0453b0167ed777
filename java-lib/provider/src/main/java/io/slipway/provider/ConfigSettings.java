package io.slipway.provider;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.settings.Settings;
import io.slipway.target.cql.Replication;
import io.slipway.target.cql.SerialConsistency;
import io.slipway.target.cql.config.CqlConfigOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The settings under {@code config}. */
final class ConfigSettings {

    private ConfigSettings() {}

    /** How the config store in a CQL cluster is reached; empty if the settings choose the file. */
    static Optional<CqlConfigOptions> shared(Settings settings, Optional<CqlSettings> target) {
        String store = settings.text("config.store");
        return switch (store) {
            case "file" -> Optional.empty();
            case "cql" -> Optional.of(options(settings, target));
            default ->
                throw KvException.of(
                        KvErrorCode.CONFIG, "setting 'config.store' must be 'file' or 'cql', not '" + store + "'");
        };
    }

    private static CqlConfigOptions options(Settings settings, Optional<CqlSettings> target) {
        CqlSettings cluster = target.orElseThrow(
                () -> KvException.of(
                        KvErrorCode.CONFIG,
                        "setting 'config.store' is 'cql', so 'target.cql.contact-points' is required: the config store is in that cluster"));
        Optional<Replication> replication =
                settings.find("config.cql.replication-factor").isPresent()
                        ? Optional.of(new Replication.Simple(settings.integer("config.cql.replication-factor", 1, 16)))
                        : Optional.empty();
        try {
            return new CqlConfigOptions(
                    cluster.config().inKeyspace(settings.text("config.cql.keyspace"), replication),
                    serial(settings),
                    settings.duration("config.cql.timeout", Duration.ofMillis(100), Duration.ofMinutes(1)),
                    settings.flag("config.cql.create"));
        } catch (IllegalArgumentException e) {
            throw KvException.of(KvErrorCode.CONFIG, "settings under 'config.cql': " + e.getMessage(), e);
        }
    }

    private static SerialConsistency serial(Settings settings) {
        String text = settings.text("config.cql.serial-consistency");
        List<SerialConsistency> all = Arrays.asList(SerialConsistency.values());
        return all.stream()
                .filter(level -> level.name().equals(text))
                .findFirst()
                .orElseThrow(() -> KvException.of(
                        KvErrorCode.CONFIG,
                        "setting 'config.cql.serial-consistency' must be one of " + all + ", not '" + text + "'"));
    }
}
