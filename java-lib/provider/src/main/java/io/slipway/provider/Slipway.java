package io.slipway.provider;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvUserException;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Failures;
import io.slipway.migrate.audit.EvidenceReporter;
import io.slipway.migrate.audit.ReadAuditor;
import io.slipway.migrate.config.FileConfigStore;
import io.slipway.migrate.recover.BatchRecovery;
import io.slipway.migrate.recover.Recoverers;
import io.slipway.migrate.router.Router;
import io.slipway.migrate.router.RouterListener;
import io.slipway.source.rocksdb.RocksSource;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetTable;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open store together with the operator's side of it: one process of a service whose tables Slipway moves.
 *
 * <p>Services never see this class: they open a {@link KvStore} and get its {@link #store}. Whoever operates the migration from within the
 * process opens this instead. Thread-safe.
 */
public final class Slipway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Slipway.class);
    private static final Duration EVIDENCE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration BATCH_RECOVERY_INTERVAL = Duration.ofSeconds(10);

    private final Resources resources;
    private final ExecutorService io;
    private final EvidenceReporter evidence;
    private final Router router;
    private final KvStore store;
    private final Operator operator;
    private final Object closing = new Object();
    private @Nullable CompletableFuture<Void> closed;

    private Slipway(SlipwaySettings settings, RouterListener listener, Resources resources) {
        this.resources = resources;
        String process = settings.router().process();
        SystemEnvironment environment = resources.add(new SystemEnvironment(settings.threads()));
        this.io = Executors.newCachedThreadPool(SystemEnvironment.daemons("slipway-io-"));
        resources.add(io::shutdown);
        SourceStore source = resources.add(openSource(settings));
        ConfigStore configs =
                resources.add(FileConfigStore.open(settings.state().resolve("tables.yaml"), io));
        LazyTarget target = resources.add(Targets.lazy(settings, environment));
        LazyTarget loadTarget = resources.add(Targets.lazy(settings, environment));

        Counters counters = new Counters();
        ReadAuditor auditor = new ReadAuditor(environment, source, counters, settings.audit());
        this.evidence = new EvidenceReporter(environment, configs, counters, process, EVIDENCE_INTERVAL);
        resources.add(evidence::stop);
        Recoverers recoverers = new Recoverers(environment, source, counters, settings.recover());
        resources.add(recoverers::stop);
        BatchRecovery batches = new BatchRecovery(environment, target, BATCH_RECOVERY_INTERVAL);
        resources.add(batches::stop);
        this.router = new Router(
                environment,
                source,
                target,
                configs,
                settings.router(),
                auditor,
                counters,
                new Following(recoverers, evidence, listener));
        Waiting.on(router.start());
        requireTarget(Waiting.on(configs.readAll()).values(), target);
        evidence.start();
        batches.start();
        this.store = new SlipwayStore(this, router.store());
        this.operator = new Operator(
                environment,
                io,
                settings,
                router,
                source,
                target,
                loadTarget,
                configs,
                recoverers,
                evidence,
                counters,
                auditor);
    }

    /**
     * Opens the store that {@code config} describes.
     *
     * @throws KvUserException CONFIG if a setting is wrong, CREDENTIALS if the target refuses the login; nothing was changed
     * @throws io.slipway.kv.KvUnavailableException if the source or the config store cannot be opened, or if a table is at {@code
     *     read-target} or {@code target} and the target cannot be reached
     */
    public static Slipway open(KvConfig config) {
        return open(config, RouterListener.NONE);
    }

    /** As {@link #open(KvConfig)}, with somebody who hears what the router has to tell. */
    public static Slipway open(KvConfig config, RouterListener listener) {
        String version = Slipway.class.getPackage().getImplementationVersion();
        SlipwaySettings settings = SlipwaySettings.of(
                config, System.getenv(), "process-" + UUID.randomUUID(), version == null ? "unreleased" : version);
        Resources resources = new Resources();
        try {
            return new Slipway(settings, listener, resources);
        } catch (RuntimeException e) {
            resources.close();
            throw Failures.known(e).withCallerStack();
        }
    }

    /** The store that services get. Closing it closes this. */
    public KvStore store() {
        return store;
    }

    /** The operator's side. */
    public Operator operator() {
        return operator;
    }

    /** Refuses new calls, waits for the unanswered ones, and releases everything. Idempotent. */
    @Override
    public void close() {
        Waiting.on(closeAsync());
    }

    /** The asynchronous form of {@link #close()}. */
    public CompletionStage<Void> closeAsync() {
        synchronized (closing) {
            if (closed == null) {
                closed = router.close()
                        .thenCompose(quiet -> evidence.report())
                        .handleAsync(
                                (reported, thrown) -> {
                                    resources.close();
                                    return (Void) null;
                                },
                                io)
                        .toCompletableFuture();
            }
            return closed;
        }
    }

    /** Fails the unanswered calls, writes among them with an unknown outcome, and releases everything. Idempotent. */
    void forceClose() {
        router.abort();
        close();
    }

    private static SourceStore openSource(SlipwaySettings settings) {
        return RocksSource.open(settings.source(), Clock.systemUTC());
    }

    /**
     * A service whose tables are all served by the source must start without the target. A login that is refused is no outage, though, and
     * better found now.
     */
    private static void requireTarget(Collection<TableConfig> tables, LazyTarget target) {
        List<Phase> phases = tables.stream().map(TableConfig::phase).toList();
        if (phases.stream().allMatch(phase -> phase == Phase.SOURCE)) {
            return;
        }
        try {
            Waiting.on(target.connect());
        } catch (KvException e) {
            if (e instanceof KvUserException || phases.contains(Phase.READ_TARGET) || phases.contains(Phase.TARGET)) {
                throw e;
            }
            LOG.warn(
                    "the target is away; the source serves all tables meanwhile, and the outbox keeps their writes", e);
        }
    }

    /** Starts what accompanies a table as soon as its target is open, and logs what goes wrong. */
    private record Following(Recoverers recoverers, EvidenceReporter evidence, RouterListener next)
            implements RouterListener {

        @Override
        public void routed(TableConfig config, TargetTable target) {
            recoverers.follow(target);
            evidence.follow(config);
            LOG.info(
                    "table {} is at {} ({}, epoch {})",
                    config.spec().name(),
                    config.phase().stage().text(),
                    config.phase(),
                    config.epoch());
            next.routed(config, target);
        }

        @Override
        public void targetUnopened(TableConfig config, Throwable failure) {
            LOG.warn(
                    "the target table of {} cannot be opened: {}", config.spec().name(), failure.getMessage());
            next.targetUnopened(config, failure);
        }

        @Override
        public void configUnreadable(Throwable failure) {
            LOG.warn("the config store does not answer: {}", failure.getMessage());
            next.configUnreadable(failure);
        }

        @Override
        public void versionAhead(String table, long version, long clockMicros) {
            LOG.error(
                    "table {}: a version lies {} ms ahead of this process's clock: check the clocks",
                    table,
                    (version - clockMicros) / 1_000);
            next.versionAhead(table, version, clockMicros);
        }
    }
}
