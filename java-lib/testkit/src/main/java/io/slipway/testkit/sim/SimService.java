package io.slipway.testkit.sim;

import io.slipway.kv.KvStore;
import io.slipway.migrate.Counters;
import io.slipway.migrate.audit.AuditSettings;
import io.slipway.migrate.audit.EvidenceReporter;
import io.slipway.migrate.audit.ReadAuditor;
import io.slipway.migrate.recover.BatchRecovery;
import io.slipway.migrate.recover.Election;
import io.slipway.migrate.recover.RecovererSettings;
import io.slipway.migrate.recover.Recoverers;
import io.slipway.migrate.router.Router;
import io.slipway.migrate.router.RouterListener;
import io.slipway.migrate.router.RouterSettings;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.target.TargetTable;
import io.slipway.testkit.sim.Tampering.Ports;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** One process of a service: the shipped router, recovery and audit, and clients that call it. */
final class SimService {

    /** Every process belongs to one of these services. */
    static final List<String> NAMES = List.of("api", "delivery");

    private static final Duration START_PAUSE = Duration.ofMillis(200);
    private static final Duration REPORT_EVERY = Duration.ofMillis(500);
    private static final Duration BATCH_AGE = Duration.ofSeconds(1);
    private static final AuditSettings AUDIT =
            new AuditSettings(16, Duration.ofMillis(500), Duration.ofMillis(300), 4, 500, 10);
    private static final RecovererSettings RECOVERY = new RecovererSettings(
            Duration.ofMillis(300), 16, 4, 4, Duration.ofMillis(800), Duration.ofSeconds(1), Duration.ofSeconds(2));

    private final SimWorld world;
    private final SimProcess process;
    private final Router router;
    private final Election election;
    private final Recoverers recoverers;
    private final EvidenceReporter reporter;
    private final BatchRecovery batches;

    SimService(SimWorld world, SimProcess process, Ports ports) {
        this.world = world;
        this.process = process;
        Counters counters = new Counters();
        this.election = new Election(process, ports.config(), process.name(), SimWorld.LEASES);
        this.recoverers = new Recoverers(process, ports.source(), counters, RECOVERY, election);
        this.reporter = new EvidenceReporter(process, ports.config(), counters, process.name(), REPORT_EVERY);
        this.batches = new BatchRecovery(process, ports.target(), BATCH_AGE);
        this.router = new Router(
                process,
                ports.source(),
                ports.target(),
                ports.config(),
                settings(process),
                new ReadAuditor(process, ports.source(), counters, AUDIT),
                counters,
                new RouterListener() {
                    @Override
                    public void routed(TableConfig config, TargetTable target) {
                        recoverers.follow(config, target);
                        reporter.follow(config);
                    }
                });
    }

    private static RouterSettings settings(SimProcess process) {
        return new RouterSettings(
                process.name(),
                NAMES.get(process.number() % NAMES.size()),
                "0",
                Duration.ofSeconds(1),
                64,
                8,
                Duration.ofMillis(150),
                Duration.ofMillis(5),
                16,
                Duration.ofMillis(200),
                SimWorld.LEASES,
                Duration.ofMillis(500),
                5,
                Duration.ofMillis(300));
    }

    SimProcess process() {
        return process;
    }

    KvStore store() {
        return router.store();
    }

    /** Starts the router, again until it succeeds, and then the clients. */
    void start(int clients, SplittableRandom random) {
        router.start().whenComplete((done, thrown) -> {
            if (thrown != null) {
                process.schedule(START_PAUSE, () -> start(clients, random));
                return;
            }
            election.start();
            reporter.start();
            batches.start();
            for (int i = 0; i < clients; i++) {
                new SimClient(world, this, random.split()).start();
            }
        });
    }
}
