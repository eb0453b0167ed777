package io.slipway.provider;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvUserException;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Failures;
import io.slipway.migrate.audit.EvidenceReporter;
import io.slipway.migrate.audit.FailureRecorder;
import io.slipway.migrate.audit.Mismatch;
import io.slipway.migrate.audit.ReadAuditor;
import io.slipway.migrate.recover.BatchRecovery;
import io.slipway.migrate.recover.Election;
import io.slipway.migrate.recover.Recoverers;
import io.slipway.migrate.router.Router;
import io.slipway.migrate.router.RouterListener;
import io.slipway.provider.metrics.ProcessMeters;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
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
    private final Counters counters;
    private final ReadAuditor auditor;
    private final FailureRecorder failures;
    private final Object closing = new Object();
    private @Nullable CompletableFuture<Void> closed;

    private Slipway(
            SlipwaySettings settings, RouterListener listener, @Nullable MeterRegistry registry, Resources resources) {
        this.resources = resources;
        Stores stores = Stores.open(settings, resources);
        SystemEnvironment environment = stores.environment();
        this.io = stores.io();
        this.counters = new Counters();
        ProcessMeters meters =
                registry == null ? null : resources.add(new ProcessMeters(registry, counters, environment::now));
        SourceStore source = meters == null ? stores.source() : meters.measured(stores.source());
        TargetStore target = meters == null ? stores.target() : meters.measured(stores.target());
        this.failures = new FailureRecorder(
                environment,
                stores.target().audit(),
                counters,
                settings.router().service(),
                settings.router().process(),
                settings.failures());
        resources.add(failures::stop);
        this.auditor = new ReadAuditor(environment, source, counters, settings.audit(), failures::mismatch);
        this.evidence = new EvidenceReporter(
                environment, stores.configs(), counters, settings.router().process(), EVIDENCE_INTERVAL);
        resources.add(evidence::stop);
        Election election = new Election(
                environment,
                stores.configs(),
                settings.router().process(),
                settings.router().lease());
        resources.add(election::stop);
        Recoverers recoverers = new Recoverers(environment, source, counters, settings.recover(), election);
        resources.add(recoverers::stop);
        BatchRecovery batches = new BatchRecovery(environment, target, BATCH_RECOVERY_INTERVAL);
        resources.add(batches::stop);
        this.router = new Router(
                environment,
                source,
                target,
                stores.configs(),
                settings.router(),
                auditor,
                counters,
                new Following(recoverers, evidence, failures, meters, listener, ConcurrentHashMap.newKeySet()));
        if (meters != null) {
            meters.watch(router, recoverers);
        }
        Waiting.on(Failures.known(router.start()));
        requireTarget(Waiting.on(Failures.known(stores.configs().readAll())).values(), stores.target());
        election.start();
        evidence.start();
        batches.start();
        this.store = new SlipwayStore(this, router.store());
        this.operator = new Operator(stores, settings, counters, evidence::report, new Resources());
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

    /**
     * As {@link #open(KvConfig)}, with somebody who hears what the router has to tell. Meters go to Micrometer's global registry, if the
     * program has added one of its own to it by now; else nothing is measured.
     */
    public static Slipway open(KvConfig config, RouterListener listener) {
        return opened(
                config, listener, Metrics.globalRegistry.getRegistries().isEmpty() ? null : Metrics.globalRegistry);
    }

    /** As {@link #open(KvConfig)}, with the registry that gets the meters listed in {@link io.slipway.provider.metrics}. */
    public static Slipway open(KvConfig config, RouterListener listener, MeterRegistry registry) {
        return opened(config, listener, registry);
    }

    private static Slipway opened(KvConfig config, RouterListener listener, @Nullable MeterRegistry registry) {
        SlipwaySettings settings = SlipwaySettings.of(config);
        return Resources.opening(resources -> new Slipway(settings, listener, registry, resources));
    }

    /** The store that services get. Closing it closes this. */
    public KvStore store() {
        return store;
    }

    /** The operator's side, for whoever moves tables from within this process. It ends with this. */
    public Operator operator() {
        return operator;
    }

    /** What this process has counted. */
    public Counters counters() {
        return counters;
    }

    /** The latest differences that the read audit of this process found, oldest first. */
    public List<Mismatch> mismatches() {
        return auditor.mismatches();
    }

    /** Writes of services on their way to the target right behind the source: sent, and not answered. Loads tell their own. */
    public int earlyAppliesUnderWay() {
        return router.earlyAppliesUnderWay();
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
                        .thenCompose(reported -> failures.flush())
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
            Waiting.on(Failures.known(target.connect()));
        } catch (KvException e) {
            if (e instanceof KvUserException || phases.contains(Phase.READ_TARGET) || phases.contains(Phase.TARGET)) {
                throw e;
            }
            LOG.warn(
                    "the target is away; the source serves all tables meanwhile, and the outbox keeps their writes", e);
        }
    }

    /**
     * Starts what accompanies a table as soon as its target is open, and logs what goes wrong.
     *
     * @param unopened tables of which it was logged that their target cannot be opened
     */
    private record Following(
            Recoverers recoverers,
            EvidenceReporter evidence,
            FailureRecorder failures,
            @Nullable ProcessMeters meters,
            RouterListener next,
            Set<String> unopened)
            implements RouterListener {

        @Override
        public void earlyApplyFailed(String table, VersionedWrite write, Throwable failure) {
            failures.earlyApplyFailed(table, write, failure);
            next.earlyApplyFailed(table, write, failure);
        }

        @Override
        public void answered(String table, long nanos, @Nullable KvException failure) {
            if (meters != null) {
                meters.answered(table, nanos, failure);
            }
            next.answered(table, nanos, failure);
        }

        @Override
        public void routed(TableConfig config, TargetTable target) {
            unopened.remove(config.spec().name());
            recoverers.follow(config, target);
            evidence.follow(config);
            if (meters != null) {
                meters.routed(config);
            }
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
            if (unopened.add(config.spec().name())) {
                LOG.warn(
                        "the target table of {} cannot be opened; it is tried until it can: {}",
                        config.spec().name(),
                        failure.getMessage());
            }
            next.targetUnopened(config, failure);
        }

        @Override
        public void configAway(Throwable failure) {
            LOG.warn("the config store does not answer; it is asked until it does: {}", failure.getMessage());
            next.configAway(failure);
        }

        @Override
        public void configBack(Duration away) {
            LOG.warn("the config store answers again, after {} ms", away.toMillis());
            next.configBack(away);
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
