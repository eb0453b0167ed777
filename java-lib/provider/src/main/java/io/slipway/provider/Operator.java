package io.slipway.provider;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.audit.EvidenceReporter;
import io.slipway.migrate.audit.Mismatch;
import io.slipway.migrate.audit.ReadAuditor;
import io.slipway.migrate.config.TableImport;
import io.slipway.migrate.load.LoadListener;
import io.slipway.migrate.load.LoadRun;
import io.slipway.migrate.load.Loader;
import io.slipway.migrate.recover.Recoverers;
import io.slipway.migrate.router.Router;
import io.slipway.migrate.savepoint.FileSavepointStore;
import io.slipway.migrate.stage.GateNumber;
import io.slipway.migrate.stage.LeaseTerms;
import io.slipway.migrate.stage.StageDriver;
import io.slipway.migrate.stage.StageMove;
import io.slipway.migrate.validate.Validation;
import io.slipway.migrate.validate.ValidationListener;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.migrate.validate.ValidationSettings;
import io.slipway.migrate.validate.Validator;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * What an operator does to the tables of a running process: describe, move, load, validate, look.
 *
 * <p>Nothing here disturbs the services. All stages fail with a {@link KvException}; every step may be repeated. Thread-safe.
 */
public final class Operator {

    private final Environment environment;
    private final Executor io;
    private final Path savepoints;
    private final Router router;
    private final SourceStore source;
    private final ConfigStore configs;
    private final EvidenceReporter evidence;
    private final Counters counters;
    private final ReadAuditor auditor;
    private final StageDriver driver;
    private final Loader loader;
    private final Validator validator;

    Operator(
            Environment environment,
            Executor io,
            SlipwaySettings settings,
            Router router,
            SourceStore source,
            LazyTarget target,
            LazyTarget loadTarget,
            ConfigStore configs,
            Recoverers recoverers,
            EvidenceReporter evidence,
            Counters counters,
            ReadAuditor auditor) {
        this.environment = environment;
        this.io = io;
        this.savepoints = settings.state().resolve("savepoints");
        this.router = router;
        this.source = source;
        this.configs = configs;
        this.evidence = evidence;
        this.counters = counters;
        this.auditor = auditor;
        this.driver = new StageDriver(
                environment, source, target, configs, recoverers, LeaseTerms.DEFAULT, settings.stepTimeout());
        this.validator = new Validator(environment, source, loadTarget, configs, ValidationSettings.DEFAULT);
        this.loader = new Loader(environment, source, loadTarget, configs, settings.load());
    }

    /** Takes the tables that a YAML file describes into the config store, at stage {@code source}. Known ones are left as they are. */
    public CompletionStage<Void> importTables(Path file, String author) {
        return CompletableFuture.supplyAsync(() -> TableImport.read(file, author, environment.now()), io)
                .thenCompose(this::importTables);
    }

    /** Takes these first records into the config store. Known tables are left as they are. */
    public CompletionStage<Void> importTables(List<TableConfig> described) {
        return TableImport.into(environment, configs, described);
    }

    /** The record of every known table, by name. */
    public CompletionStage<Map<String, TableConfig>> tables() {
        return configs.readAll();
    }

    /** Every record that a table ever had, oldest first. */
    public CompletionStage<List<TableConfig>> history(String table) {
        return configs.history(table);
    }

    /** Moves a table to another stage, step by step, once the gates between hold. */
    public CompletionStage<TableConfig> move(StageMove move) {
        return evidence.report().thenCompose(reported -> driver.move(move));
    }

    /** The numbers of the next gate on the way to {@code to}. */
    public CompletionStage<List<GateNumber>> gate(String table, Stage to) {
        return evidence.report().thenCompose(reported -> driver.numbers(table, to));
    }

    /** Starts to bring a table's existing rows to the target, or goes on where an earlier load ended. */
    public LoadRun load(String table, LoadListener listener) {
        Path savepoint = savepoints.resolve(table + ".load");
        return loader.start(table, new FileSavepointStore(savepoint, io), listener);
    }

    /** Starts to compare a table at both sides, or goes on where an earlier validation was stopped. */
    public Validation validate(String table, ValidationScope scope, ValidationListener listener) {
        Path state = savepoints.resolve(table + ".validation");
        return validator.start(table, scope, new FileSavepointStore(state, io), listener);
    }

    /** Where a table stands. */
    public CompletionStage<TableStatus> status(String table) {
        return configs.read(table).thenCompose(found -> {
            TableConfig record = found.orElseThrow(() ->
                    KvException.of(KvErrorCode.TABLE_UNKNOWN, "table '" + table + "' has no record; import it first"));
            return source.state(table)
                    .thenCombine(source.outboxStatus(table), (known, outbox) -> new TableStatus(record, known, outbox));
        });
    }

    /** Writes of services on their way to the target right behind the source: sent, and not answered. Loads tell their own. */
    public int earlyAppliesUnderWay() {
        return router.earlyAppliesUnderWay();
    }

    /** What this process has counted. */
    public Counters counters() {
        return counters;
    }

    /** The latest differences that the read audit of this process found, oldest first. */
    public List<Mismatch> mismatches() {
        return auditor.mismatches();
    }
}
