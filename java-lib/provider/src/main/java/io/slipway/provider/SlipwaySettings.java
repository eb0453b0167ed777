package io.slipway.provider;

import io.slipway.kv.KvBounds;
import io.slipway.kv.KvConfig;
import io.slipway.migrate.audit.AuditSettings;
import io.slipway.migrate.audit.FailureSettings;
import io.slipway.migrate.load.LoadSettings;
import io.slipway.migrate.recover.RecovererSettings;
import io.slipway.migrate.router.RouterSettings;
import io.slipway.migrate.stage.LeaseTerms;
import io.slipway.migrate.validate.ValidationSettings;
import io.slipway.spi.settings.Settings;
import io.slipway.spi.settings.SettingsReference;
import io.slipway.target.cql.config.CqlConfigOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The settings of one process, read and checked as a whole before anything is opened.
 *
 * @param target how to reach the target; empty if no contact point is given
 * @param sharedConfig the config store in a CQL cluster; empty if it is a file in {@code state}
 */
record SlipwaySettings(
        SourceSettings source,
        Optional<CqlSettings> target,
        Optional<CqlConfigOptions> sharedConfig,
        Path state,
        int threads,
        RouterSettings router,
        RecovererSettings recover,
        AuditSettings audit,
        FailureSettings failures,
        LoadSettings load,
        ValidationSettings validation,
        Duration stepTimeout,
        Decoding decoding) {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int IN_FLIGHT_MAX = 16_384;

    /** Every setting that exists. */
    static SettingsReference reference() {
        return SettingsReference.resource(SlipwaySettings.class, "slipway-reference.yaml");
    }

    /** Reads the settings of this process, its environment included. */
    static SlipwaySettings of(KvConfig config) {
        String version = SlipwaySettings.class.getPackage().getImplementationVersion();
        return of(config, System.getenv(), "process-" + UUID.randomUUID(), version == null ? "unreleased" : version);
    }

    /**
     * Reads the settings that {@code config} names.
     *
     * @param process the name of this process in the registry: another one after each start
     * @throws io.slipway.kv.KvUserException CONFIG, naming the setting and where it was written
     */
    static SlipwaySettings of(KvConfig config, Map<String, String> environment, String process, String version) {
        Settings settings = Settings.load(config, reference(), environment);
        SourceSettings source = SourceSettings.of(settings);
        Path state = settings.find("state.path").map(Path::of).orElseGet(source::stateFolder);
        Optional<CqlSettings> target =
                settings.list("target.cql.contact-points").isEmpty()
                        ? Optional.empty()
                        : Optional.of(CqlSettings.of(settings));
        return new SlipwaySettings(
                source,
                target,
                ConfigSettings.shared(settings, target),
                state,
                settings.integer("threads", 1, 64),
                router(settings, process, version),
                recover(settings),
                audit(settings),
                failures(settings),
                load(settings),
                validation(settings),
                settings.duration("stages.timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
                Decoding.of(settings));
    }

    private static RouterSettings router(Settings settings, String process, String version) {
        RouterSettings defaults = RouterSettings.of(process, settings.text("service"), version);
        return new RouterSettings(
                process,
                settings.text("service"),
                version,
                settings.duration("deadline", KvBounds.DEADLINE_MIN, KvBounds.DEADLINE_MAX),
                settings.integer("in-flight", 1, 100_000),
                settings.integer("early-apply.in-flight", 1, IN_FLIGHT_MAX),
                settings.duration("early-apply.timeout", MILLI, Duration.ofSeconds(10)),
                settings.duration("early-apply.confirm-delay", MILLI, Duration.ofSeconds(1)),
                defaults.confirmBatchMax(),
                settings.duration("stages.poll", Duration.ofMillis(10), Duration.ofSeconds(1)),
                LeaseTerms.DEFAULT,
                settings.duration("clock-skew", MILLI, MINUTE),
                settings.integer("early-apply.breaker-failures", 1, 10_000),
                settings.duration("early-apply.breaker-pause", Duration.ofMillis(10), MINUTE));
    }

    private static RecovererSettings recover(Settings settings) {
        RecovererSettings defaults = RecovererSettings.DEFAULT;
        return new RecovererSettings(
                settings.duration("recover.grace", Duration.ofMillis(10), MINUTE),
                defaults.pageEntries(),
                defaults.keysPerRead(),
                defaults.appliesAtOnce(),
                defaults.timeout(),
                defaults.pauseMax(),
                defaults.parkedPause());
    }

    private static AuditSettings audit(Settings settings) {
        AuditSettings defaults = AuditSettings.DEFAULT;
        return new AuditSettings(
                settings.integer("audit.in-flight", 1, 10_000),
                defaults.timeout(),
                settings.duration("audit.settle", Duration.ofMillis(10), MINUTE),
                defaults.rounds(),
                defaults.outboxEntriesMax(),
                defaults.remembered());
    }

    private static FailureSettings failures(Settings settings) {
        FailureSettings defaults = FailureSettings.DEFAULT;
        return new FailureSettings(
                settings.integer("failures.waiting", 1, 1_000_000),
                defaults.batch(),
                defaults.pause(),
                defaults.retryMax(),
                settings.duration("failures.keep", MINUTE, Duration.ofDays(3_650)));
    }

    private static LoadSettings load(Settings settings) {
        int inFlight = settings.integer("load.in-flight", 1, IN_FLIGHT_MAX);
        return LoadSettings.DEFAULT
                .withInFlight(Math.min(LoadSettings.DEFAULT.inFlightMin(), inFlight), inFlight)
                .withRates(
                        settings.number("load.rows-per-second", 0, Long.MAX_VALUE),
                        settings.number("load.bytes-per-second", 0, Long.MAX_VALUE));
    }

    private static ValidationSettings validation(Settings settings) {
        return ValidationSettings.DEFAULT.withRates(
                settings.number("validate.rows-per-second", 0, Long.MAX_VALUE),
                settings.number("validate.bytes-per-second", 0, Long.MAX_VALUE));
    }
}
