package io.slipway.demo;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.cassandra.CassandraServer;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.process.Answers;
import io.slipway.demo.process.EmbeddedServices;
import io.slipway.demo.process.Pace;
import io.slipway.demo.process.ProcessSetup;
import io.slipway.demo.process.ServiceProcesses;
import io.slipway.demo.process.Services;
import io.slipway.demo.report.DemoReport;
import io.slipway.demo.report.ReportText;
import io.slipway.demo.traffic.Journal;
import io.slipway.demo.traffic.KeyBook;
import io.slipway.demo.traffic.Ledger;
import io.slipway.demo.truth.FinalCheck;
import io.slipway.demo.truth.Findings;
import io.slipway.provider.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** One run of the demo, from an empty folder to the verdict. */
final class DemoRun {
    private static final Path FOLDER = Path.of("target", "demo", "work");
    private static final Path LOGS = Path.of("target", "demo", "services");
    private static final String KEYSPACE = "slipway_demo";
    private static final int TROUBLES_TOLD_MAX = 20;

    private final DemoOptions options;
    private final Terminal terminal;
    private final Clock clock = Clock.systemUTC();
    private final TableDescriptions tables = TableDescriptions.read(clock.instant());
    private final KeyBook keys = new KeyBook();
    private final Results results;
    private final AtomicInteger troubles = new AtomicInteger();

    DemoRun(DemoOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
        this.results = new Results(options, tables);
    }

    /** Runs it all; returns whether everything is as it must be. A run that ends early leaves a report that says why. */
    boolean run() throws IOException, InterruptedException {
        try (Workplace workplace = new Workplace(FOLDER, options.keep())) {
            move(workplace);
        } catch (RuntimeException | IOException | InterruptedException e) {
            results.failed("the run ended early: " + cause(e));
            results.report().write(options.report(), results.problems());
            terminal.say("the run ends early; what it came to is in %s", options.report());
            throw e;
        }
        return conclude();
    }

    private void move(Workplace workplace) throws IOException, InterruptedException {
        CompletableFuture<CassandraCluster> starting = CompletableFuture.supplyAsync(() -> startTarget(workplace));
        Ledger ledger = new Ledger();
        try {
            try (OldStore oldStore = OldStore.open(options.source(), workplace.source())) {
                Map<DemoTable, Long> rowsFilled = fill(workplace, oldStore, ledger);
                CassandraCluster cluster = starting.join();
                terminal.say(
                        "Apache Cassandra answers at %s",
                        cluster.contactPoints().get(0));
                try (Services services = open(workplace, oldStore, cluster, ledger)) {
                    travel(services, cluster.server(0), rowsFilled);
                    services.writeInto(ledger);
                }
            }
            terminal.say("Slipway and the old store are closed; checking every key by plain CQL");
            results.checked(check(starting.join(), ledger));
        } finally {
            starting.thenAccept(CassandraCluster::close)
                    .exceptionally(neverThere -> null)
                    .join();
        }
    }

    private static CassandraCluster startTarget(Workplace workplace) {
        return CassandraCluster.builder().folder(workplace.target()).start();
    }

    private Map<DemoTable, Long> fill(Workplace workplace, OldStore oldStore, Ledger ledger) throws IOException {
        Filling filling = new Filling(options, terminal, clock);
        if (options.processes() == 1) {
            return filling.fill(oldStore.own(), ledger, keys);
        }
        ProcessSetup setup = setup(workplace);
        Files.createDirectories(setup.folder());
        try (Journal journal = Journal.create(setup.filled())) {
            Map<DemoTable, Long> rows = filling.fill(oldStore.own(), ledger.telling(journal), keys);
            keys.write(setup.keys());
            return rows;
        }
    }

    private Services open(Workplace workplace, OldStore oldStore, CassandraCluster cluster, Ledger ledger)
            throws IOException {
        StoreSettings settings = new StoreSettings(oldStore, cluster, KEYSPACE, workplace.state());
        if (options.processes() == 1) {
            return EmbeddedServices.open(settings.config(), keys, ledger, pace(), this::trouble, clock);
        }
        ProcessSetup setup = setup(workplace);
        settings.shared().write(setup.config());
        Workplace.empty(setup.logs());
        return ServiceProcesses.open(setup, options.processes(), options.guests(), options.root());
    }

    private ProcessSetup setup(Workplace workplace) {
        return new ProcessSetup(workplace.services(), LOGS.toAbsolutePath(), pace(), this::trouble);
    }

    private Pace pace() {
        return new Pace(options.rate(), options.seed());
    }

    private void trouble(String what) {
        if (troubles.incrementAndGet() <= TROUBLES_TOLD_MAX) {
            terminal.say("%s", what);
        }
    }

    private void travel(Services services, CassandraServer target, Map<DemoTable, Long> rowsFilled)
            throws InterruptedException {
        Operator operator = services.operator();
        Answers.await(operator.importTables(tables.records()));
        services.start();
        terminal.say("%s at %.0f operations a second", services.describe(), options.rate());
        LoadTracker loads = new LoadTracker(services::loading);
        Followers followers = new Followers(operator, services.registered());
        Journey journey = new Journey(
                operator,
                loads,
                terminal,
                new TargetKiller(target, services::submitBulk, () -> services.earlyApplies() + loads.writesInFlight()),
                serviceKiller(services),
                followers,
                options);
        try {
            journey.travel(rowsFilled);
        } finally {
            services.stop();
            results.travelled(journey.outcome(), followers, services);
        }
    }

    private ServiceKiller serviceKiller(Services services) {
        if (options.killServices() && services instanceof ServiceProcesses processes) {
            results.expectKills(processes.names());
            return new ServiceKiller(KillPlan.of(processes.names(), options.seed()), processes::kill, terminal);
        }
        return new ServiceKiller(
                KillPlan.NONE, process -> CompletableFuture.failedFuture(new IllegalStateException(process)), terminal);
    }

    private Findings check(CassandraCluster cluster, Ledger ledger) {
        try (FinalCheck check =
                FinalCheck.connect(cluster.contactPoints(), cluster.datacenter(), KEYSPACE, ledger, clock)) {
            return check.check(tables.layouts());
        }
    }

    private boolean conclude() throws IOException {
        DemoReport report = results.report();
        List<String> problems = results.judge();
        report.write(options.report(), problems);
        terminal.print(System.lineSeparator() + ReportText.of(report, problems));
        results.examples().forEach(example -> terminal.say("%s", example));
        terminal.say("the report is in %s", options.report());
        return problems.isEmpty();
    }

    /** What went wrong beneath the futures that it came through. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? cause(failure.getCause())
                : failure;
    }
}
