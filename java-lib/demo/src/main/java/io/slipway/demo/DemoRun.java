package io.slipway.demo;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.demo.analysis.InputCatalog;
import io.slipway.demo.analysis.InputFeed;
import io.slipway.demo.fill.Filler;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.report.DemoReport;
import io.slipway.demo.report.ReportText;
import io.slipway.demo.traffic.KeyBook;
import io.slipway.demo.traffic.Ledger;
import io.slipway.demo.traffic.StageVisits;
import io.slipway.demo.traffic.Tally;
import io.slipway.demo.traffic.Traffic;
import io.slipway.demo.truth.FinalCheck;
import io.slipway.demo.truth.Findings;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.provider.Operator;
import io.slipway.provider.Slipway;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** One run of the demo, from an empty folder to the verdict. */
final class DemoRun {
    private static final Path FOLDER = Path.of("target", "demo", "work");
    private static final String KEYSPACE = "slipway_demo";

    private final DemoOptions options;
    private final Terminal terminal;
    private final Clock clock = Clock.systemUTC();
    private final TableDescriptions tables = TableDescriptions.read(clock.instant());
    private final Ledger ledger = new Ledger();
    private final KeyBook keys = new KeyBook();
    private final StageVisits visits = new StageVisits();
    private final Tally tally = new Tally();
    private final LoadTracker loads = new LoadTracker();

    DemoRun(DemoOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    /** Runs it all; returns whether everything is as it must be. */
    boolean run() throws IOException, InterruptedException {
        try (Workplace workplace = new Workplace(FOLDER, options.keep())) {
            CompletableFuture<CassandraCluster> starting = CompletableFuture.supplyAsync(() -> startTarget(workplace));
            long rowsFilled;
            try {
                rowsFilled = fill(workplace);
            } catch (RuntimeException | IOException e) {
                starting.thenAccept(CassandraCluster::close);
                throw e;
            }
            try (CassandraCluster cluster = starting.join()) {
                terminal.say(
                        "Apache Cassandra answers at %s",
                        cluster.contactPoints().get(0));
                Journey.Outcome outcome = travel(workplace, cluster, rowsFilled);
                return conclude(outcome, check(cluster));
            }
        }
    }

    private static CassandraCluster startTarget(Workplace workplace) {
        return CassandraCluster.builder().folder(workplace.target()).start();
    }

    /** With the old store's own provider: Slipway has not been heard of yet. */
    private long fill(Workplace workplace) throws IOException {
        KvConfig config = KvConfig.empty()
                .with("provider", "rocksdb")
                .with("source.rocksdb.path", workplace.source().toString());
        try (KvStore oldStore = KvStore.open(config)) {
            return fill(oldStore);
        }
    }

    private long fill(KvStore oldStore) throws IOException {
        Filler filler = new Filler(oldStore, ledger, keys, clock);
        ExecutorService analysts =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try (InputCatalog catalog = InputCatalog.open(jars());
                Terminal.Progress progress = Terminal.progress("analyse", options.rows())) {
            new InputFeed(catalog, analysts, options.rows(), options.seed()).run(item -> {
                filler.accept(item);
                progress.at(filler.rows(), options.rows(), filler.bytes());
            });
            filler.finish();
        } finally {
            analysts.shutdown();
        }
        terminal.say(
                "the old store holds %,d rows, %.1f MB: %,d samples, %,d sightings, %,d strings",
                filler.rows(),
                filler.bytes() / 1e6,
                filler.rows(DemoTable.SAMPLES),
                filler.rows(DemoTable.SIGHTINGS),
                filler.rows(DemoTable.STRINGS));
        return filler.rows();
    }

    /** The jars that this program runs from, and those of the server. */
    private static List<Path> jars() {
        Stream<Path> own = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of);
        return Stream.concat(own, CassandraCluster.serverJars().stream()).toList();
    }

    private Journey.Outcome travel(Workplace workplace, CassandraCluster cluster, long rowsFilled)
            throws InterruptedException {
        StageClock stages = new StageClock(visits, terminal);
        try (Slipway slipway = Slipway.open(config(workplace, cluster), stages)) {
            Operator operator = slipway.operator();
            Answers.await(operator.importTables(tables.records()));
            tables.records()
                    .forEach(record -> stages.enter(
                            record.spec().name(), record.phase().stage().text()));
            Traffic traffic = new Traffic(slipway.store(), keys, ledger, visits, tally, loads, clock);
            TargetKiller killer = new TargetKiller(
                    cluster.server(0),
                    traffic.bulkSubmission(),
                    () -> slipway.earlyAppliesUnderWay() + loads.writesInFlight());
            traffic.start(options.rate(), options.seed());
            terminal.say("three services run at %.0f operations a second", options.rate());
            try {
                return new Journey(operator, slipway.counters(), loads, terminal, killer, options).travel(rowsFilled);
            } finally {
                traffic.stop();
            }
        }
    }

    private static KvConfig config(Workplace workplace, CassandraCluster cluster) {
        InetSocketAddress address = cluster.contactPoints().get(0);
        return KvConfig.empty()
                .with("service", "demo")
                .with("source.rocksdb.path", workplace.source().toString())
                .with("state.path", workplace.state().toString())
                .with("target.cql.contact-points", address.getHostString() + ":" + address.getPort())
                .with("target.cql.datacenter", cluster.datacenter())
                .with("target.cql.keyspace", KEYSPACE)
                .with("target.cql.replication-factor", "1");
    }

    private Findings check(CassandraCluster cluster) {
        terminal.say("Slipway and the old store are closed; checking every key by plain CQL");
        try (FinalCheck check =
                FinalCheck.connect(cluster.contactPoints(), cluster.datacenter(), KEYSPACE, ledger, clock)) {
            return check.check(tables.layouts());
        }
    }

    private boolean conclude(Journey.Outcome outcome, Findings findings) throws IOException {
        DemoReport report = report(outcome, findings);
        List<String> problems = report.problems(options.killTarget());
        report.write(options.report());
        terminal.print(System.lineSeparator() + ReportText.of(report, problems));
        findings.examples().forEach(example -> terminal.say("%s", example));
        terminal.say("the report is in %s", options.report());
        return problems.isEmpty();
    }

    private DemoReport report(Journey.Outcome outcome, Findings findings) {
        return new DemoReport(
                options.seed(),
                outcome.rowsMoved(),
                outcome.bytesMoved(),
                outcome.durationS(),
                outcome.rowsMoved() / Math.max(outcome.loadS(), 0.001),
                tally.operations(),
                tally.failed(),
                tally.retries() + outcome.retries(),
                outcome.mismatches() + findings.wrongExpiries(),
                outcome.comparisons(),
                findings.lostWrites(),
                findings.resurrectedDeletes(),
                tally.wrongAnswers(),
                tally.deletesRacedByLoad(),
                outcome.recovered(),
                findings.keysChecked(),
                outcome.kills().size(),
                outcome.kills(),
                tableReports(outcome));
    }

    private List<DemoReport.Table> tableReports(Journey.Outcome outcome) {
        List<DemoReport.Table> report = new ArrayList<>();
        for (DemoTable table : DemoTable.values()) {
            List<DemoReport.Stage> stages = visits.of(table.tableName()).stream()
                    .map(visit -> new DemoReport.Stage(
                            visit.stage(),
                            visit.operations(),
                            visit.failed(),
                            visit.latencyMs(50),
                            visit.latencyMs(99),
                            visit.latencyMsMax()))
                    .toList();
            report.add(new DemoReport.Table(
                    table.tableName(),
                    tables.layout(table).text(),
                    outcome.rows().getOrDefault(table, 0L),
                    stages));
        }
        return report;
    }
}
