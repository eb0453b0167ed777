package io.slipway.testkit.sim;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.savepoint.SavepointStore;
import io.slipway.migrate.stage.LeaseTerms;
import io.slipway.migrate.validate.ValidationReport;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import io.slipway.testkit.memory.Link;
import io.slipway.testkit.memory.MemoryConfigStore;
import io.slipway.testkit.memory.MemoryTarget;
import io.slipway.testkit.sim.History.Place;
import io.slipway.testkit.sim.Tampering.Ports;
import io.slipway.testkit.sim.Tampering.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One world: servers, services, the driver, and what befalls them, all drawn from one seed. */
final class SimWorld {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final LeaseTerms LEASES =
            new LeaseTerms(Duration.ofMillis(300), Duration.ofMillis(1_000), Duration.ofMillis(2_200));
    static final int CHUNK_BYTES = 40;

    /** No wall clock is further from the world's time than this. */
    private static final int SKEW_MILLIS_MAX = 120;

    static final List<TableSpec> TABLES = List.of(
            TableSpec.of("reports", Layout.hash()), TableSpec.of("sightings", Layout.parse("prefix(until 0x2f)")));
    private static final List<Stage> OTHER_GOALS = List.of(Stage.DUAL_WRITE, Stage.AUDIT, Stage.READ_TARGET);
    private static final Duration RESTART_AFTER = Duration.ofMillis(400);

    private static final int CRASHES_MAX = 6;

    /** After this long nothing is on its way any more. */
    private static final Duration REST = Duration.ofSeconds(6);

    private final long seed;
    private final Tampering tampering;
    private final SplittableRandom random;
    private final SimScheduler scheduler;
    private final SimServer sourceServer;
    private final SimServer targetServer;
    private final SimServer configServer;
    private final SourceServer source;
    private final MemoryTarget.Cluster cluster;
    private final MemoryConfigStore.Disk configDisk = new MemoryConfigStore.Disk();
    private final History history;
    private final Map<FaultKind, Long> faultCounts = new EnumMap<>(FaultKind.class);
    private final PhasePairs pairs = new PhasePairs();
    private final Map<String, Stage> goals = new TreeMap<>();
    private final Map<String, Long> sealedAt = new HashMap<>();
    private final Map<String, String> driverFailures = new TreeMap<>();
    private final Map<String, ByteString> files = new TreeMap<>();
    private final Set<String> arrived = new TreeSet<>();
    private final List<SimService> services = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private @Nullable SimProcess driver;
    private FaultPlan faults;
    private boolean serving = true;
    private boolean wandering = true;
    private int processes;
    private int values;
    private int crashes;
    private long validations;
    private long comparisons;
    private long answered;
    private long failed;

    SimWorld(long seed, Tampering tampering, SourceServer.Maker sources) {
        this.seed = seed;
        this.tampering = tampering;
        this.random = new SplittableRandom(seed);
        this.scheduler = new SimScheduler(random.split());
        this.faults = FaultPlan.draw(random);
        this.sourceServer = server("source", KvErrorCode.SOURCE_UNAVAILABLE);
        this.targetServer = server("target", KvErrorCode.TARGET_UNAVAILABLE);
        this.configServer = server("config store", KvErrorCode.CONFIG_UNAVAILABLE);
        this.source = sources.start(sourceServer, config(null));
        this.cluster = new MemoryTarget.Cluster(targetServer);
        this.history = new History(
                table -> sealedAt.getOrDefault(table, Long.MAX_VALUE),
                Duration.ofMillis(2 * SKEW_MILLIS_MAX + 1).toNanos());
    }

    private SimServer server(String name, KvErrorCode away) {
        return new SimServer(name, scheduler, away, skew());
    }

    private Duration skew() {
        int millis = random.nextInt(3) == 0 ? 0 : random.nextInt(-SKEW_MILLIS_MAX, SKEW_MILLIS_MAX + 1);
        if (millis != 0) {
            counted(FaultKind.CLOCK_SKEWED);
        }
        return Duration.ofMillis(millis);
    }

    SimScheduler scheduler() {
        return scheduler;
    }

    FaultPlan faults() {
        return faults;
    }

    /** Whether nothing goes wrong any more. */
    boolean calm() {
        return faults.equals(FaultPlan.NONE);
    }

    History history() {
        return history;
    }

    /** Whether clients go on calling. */
    boolean serving() {
        return serving;
    }

    /** Whether the driver still takes ways back. */
    boolean wandering() {
        return wandering;
    }

    Stage goal(String table) {
        return goals.getOrDefault(table, Stage.TARGET);
    }

    void counted(FaultKind kind) {
        scheduler.note(kind.name().hashCode());
        faultCounts.merge(kind, 1L, Long::sum);
    }

    int nextValue() {
        return ++values;
    }

    /** A call of a client ended, well if {@code thrown} is null. */
    void answered(@Nullable Throwable thrown) {
        if (thrown == null) {
            answered++;
            return;
        }
        failed++;
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (!(cause instanceof KvException known) || known.code().category() == KvErrorCategory.INTERNAL) {
            violations.add("a client was told of a defect: " + cause);
        }
    }

    /** A place to write or read: in the beginning any, later mostly the hot ones. */
    Place draw(SplittableRandom from) {
        return SimKeys.draw(from, TABLES.stream().map(TableSpec::name).toList(), driver == null);
    }

    void driverFailed(String table, Throwable thrown) {
        driverFailures.put(table, String.valueOf(thrown.getMessage()));
    }

    /** A file of the driver's machine, which survives the driver. */
    SavepointStore savepoint(SimProcess process, String name) {
        return new SimFile(name, files, process);
    }

    /** A validation ran to its end: nothing may differ, as every write went through the product. */
    void validated(ValidationReport report) {
        validations++;
        comparisons += report.comparisons();
        if (report.left() > 0) {
            violations.add("validation found differences: " + report);
        }
    }

    void arrived(String table) {
        arrived.add(table);
    }

    /** A client of {@code process} calls a table. */
    void called(SimProcess process, String table) {
        pairs.called(process, table);
    }

    /** A server has just applied something: what must hold at every moment is checked here. */
    void applied(SimServer server) {
        for (TableSpec spec : TABLES) {
            String table = spec.name();
            if (sealedAt.containsKey(table)) {
                continue;
            }
            if (server == sourceServer && source.state(table).sealed()) {
                sealedAt.put(table, scheduler.nowNanos());
            } else if (server == targetServer && cluster.greatestVersion(spec.target()) > source.lastVersion()) {
                violations.add("before the seal of " + table + " the target holds version "
                        + cluster.greatestVersion(spec.target()) + ", the source has issued none above "
                        + source.lastVersion());
                sealedAt.put(table, scheduler.nowNanos());
            }
        }
    }

    /** Runs the world to its end. */
    SimResult run() {
        for (TableSpec spec : TABLES) {
            goals.put(
                    spec.name(),
                    random.nextInt(4) > 0 ? Stage.TARGET : OTHER_GOALS.get(random.nextInt(OTHER_GOALS.size())));
            WritePolicy policy = random.nextBoolean() ? WritePolicy.BACKGROUND : WritePolicy.REQUIRED;
            config(null).publish(new TableConfig(spec, Phase.SOURCE, 1, 0, policy, 0.5, 0, "", "", START));
        }
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            startService();
        }
        scheduler.after(null, Duration.ofMillis(300 + random.nextInt(500)), this::startDriver);
        new SimChaos(this, random.split()).start();
        runUntil(Duration.ofSeconds(7), () -> arrived.size() == TABLES.size());
        wandering = false;
        runUntil(Duration.ofSeconds(20), () -> arrived.size() == TABLES.size());
        runUntil(Duration.ofNanos(scheduler.nowNanos()).plusMillis(400), () -> false);
        becomeCalm();
        runUntil(Duration.ofNanos(scheduler.nowNanos()).plusSeconds(60), () -> arrived.size() == TABLES.size());
        serving = false;
        runUntil(Duration.ofNanos(scheduler.nowNanos()).plus(REST), () -> false);
        new FinalCheck(this).run();
        violations.addAll(history.violations());
        return new SimResult(
                seed,
                scheduler.trace(),
                scheduler.ran(),
                Duration.ofNanos(scheduler.nowNanos()).toMillis(),
                answered,
                failed,
                history.reads(),
                validations,
                comparisons,
                faultCounts,
                pairs.calls(),
                violations);
    }

    /** Runs tasks until the world is {@code until} old, or {@code done}. */
    void runUntil(Duration until, BooleanSupplier done) {
        while (!done.getAsBoolean() && scheduler.nowNanos() < until.toNanos() && scheduler.runNext()) {}
    }

    private void becomeCalm() {
        faults = FaultPlan.NONE;
        targetServer.down(false);
        configServer.down(false);
        living().forEach(SimProcess::resume);
    }

    private void startService() {
        SimProcess process = process("service-" + ++processes);
        SimService service = new SimService(this, process, watched(process, ports(Role.SERVICE, process)));
        services.add(service);
        service.start(1 + random.nextInt(2), random.split());
    }

    private void startDriver() {
        SimProcess process = process("driver-" + ++processes);
        driver = process;
        for (TableSpec spec : TABLES) {
            if (!arrived.contains(spec.name())) {
                new SimDriver(
                                this,
                                process,
                                ports(Role.DRIVER, process),
                                ports(Role.LOADER, process),
                                random.split(),
                                spec.name())
                        .start();
            }
        }
    }

    private SimProcess process(String name) {
        return new SimProcess(name, processes, scheduler, random.split(), skew());
    }

    private Ports ports(Role role, SimProcess process) {
        Ports real = new Ports(
                source.over(link(process, sourceServer)),
                new MemoryTarget(cluster, CHUNK_BYTES, process::now, link(process, targetServer), tampering::rows),
                config(process));
        return tampering.ports(role, process, real);
    }

    private MemoryConfigStore config(@Nullable SimProcess process) {
        return new MemoryConfigStore(configDisk, process == null ? Link.DIRECT : link(process, configServer));
    }

    private SimLink link(SimProcess process, SimServer server) {
        return new SimLink(this, process, server, random.split());
    }

    /** What the process reads of the config store is what it acts by. */
    private Ports watched(SimProcess process, Ports ports) {
        return ports.withConfig(new WatchedConfigStore(ports.config(), records -> pairs.sees(process, records)));
    }

    /** Lets a process die, and another one take its place. */
    void crash(SimProcess process) {
        if (process.crashed() || calm() || crashes == CRASHES_MAX) {
            return;
        }
        crashes++;
        process.crash();
        if (process == driver) {
            counted(FaultKind.DRIVER_CRASHED);
            scheduler.after(null, RESTART_AFTER, this::startDriver);
        } else {
            counted(FaultKind.PROCESS_CRASHED);
            services.removeIf(service -> service.process() == process);
            scheduler.after(null, RESTART_AFTER, this::startService);
        }
    }

    /** Lets a process stand still. */
    void pause(SimProcess process, Duration duration) {
        process.pause(duration);
        if (process == driver) {
            counted(FaultKind.DRIVER_PAUSED);
        } else {
            counted(duration.compareTo(LEASES.dead()) > 0 ? FaultKind.PAUSED_PAST_LEASE : FaultKind.PROCESS_PAUSED);
        }
    }

    /** Lets the source start again, with another clock. */
    void restartSource() {
        counted(FaultKind.SOURCE_RESTARTED);
        sourceServer.restart(skew());
        source.restart();
    }

    List<SimProcess> living() {
        List<SimProcess> living = new ArrayList<>();
        services.forEach(service -> living.add(service.process()));
        if (driver != null) {
            living.add(driver);
        }
        return living;
    }

    List<SimService> services() {
        return services;
    }

    SimServer target() {
        return targetServer;
    }

    SimServer config() {
        return configServer;
    }

    /** The stores without any link between, for judging them. */
    Ports direct() {
        return new Ports(
                source.over(Link.DIRECT),
                new MemoryTarget(cluster, CHUNK_BYTES, targetServer, Link.DIRECT, tampering::rows),
                config(null));
    }

    void violated(String what) {
        violations.add(what);
    }

    /** Why tables have not arrived. */
    Map<String, String> stuck() {
        Map<String, String> stuck = new TreeMap<>();
        for (TableSpec spec : TABLES) {
            if (!arrived.contains(spec.name())) {
                stuck.put(spec.name(), driverFailures.getOrDefault(spec.name(), "no failure"));
            }
        }
        return stuck;
    }
}
