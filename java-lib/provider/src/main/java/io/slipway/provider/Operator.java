package io.slipway.provider;

import static io.slipway.migrate.Failures.known;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.Counters;
import io.slipway.migrate.config.TableImport;
import io.slipway.migrate.load.LoadListener;
import io.slipway.migrate.load.LoadRun;
import io.slipway.migrate.load.Loader;
import io.slipway.migrate.plan.Plan;
import io.slipway.migrate.plan.PlanRequest;
import io.slipway.migrate.plan.Planner;
import io.slipway.migrate.recover.OutboxRecovery;
import io.slipway.migrate.savepoint.FileSavepointStore;
import io.slipway.migrate.stage.GateNumber;
import io.slipway.migrate.stage.LeaseTerms;
import io.slipway.migrate.stage.StageDriver;
import io.slipway.migrate.stage.StageMove;
import io.slipway.migrate.validate.Validation;
import io.slipway.migrate.validate.ValidationListener;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.migrate.validate.Validator;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.audit.AuditEntry;
import io.slipway.spi.audit.AuditQuery;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.target.cql.config.CqlConfigOptions;
import io.slipway.target.cql.config.CqlConfigStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What an operator does to tables: describe, move, load, validate, look.
 *
 * <p>It serves no reads and writes and is no registered process. It may work from within a service's process ({@link Slipway#operator})
 * or from one of its own ({@link #open}) where the source lets several processes in. Nothing here disturbs the services. All stages fail
 * with a {@link KvException}; every step may be repeated. Thread-safe.
 */
public final class Operator implements AutoCloseable {

    private static final Duration SWEEP_PAGE_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(5);

    private final Stores stores;
    private final Path savepoints;
    private final Decoding decoding;
    private final Supplier<CompletionStage<Void>> reported;
    private final Resources resources;
    private final OutboxRecovery recovery;
    private final StageDriver driver;
    private final Loader loader;
    private final Validator validator;

    /**
     * @param counters where recovered entries are counted
     * @param reported brings this process's own evidence up to date before a gate looks at it
     * @param resources closed with this
     */
    Operator(
            Stores stores,
            SlipwaySettings settings,
            Counters counters,
            Supplier<CompletionStage<Void>> reported,
            Resources resources) {
        this.stores = stores;
        this.savepoints = settings.state().resolve("savepoints");
        this.decoding = settings.decoding();
        this.reported = reported;
        this.resources = resources;
        SystemEnvironment environment = stores.environment();
        this.recovery = new OutboxRecovery(
                environment, stores.source(), stores.target(), stores.configs(), counters, settings.recover());
        this.driver = new StageDriver(
                environment,
                stores.source(),
                stores.target(),
                stores.configs(),
                recovery,
                LeaseTerms.DEFAULT,
                settings.stepTimeout());
        this.validator = new Validator(
                environment, stores.source(), stores.bulkTarget(), stores.configs(), settings.validation());
        this.loader = new Loader(environment, stores.source(), stores.bulkTarget(), stores.configs(), settings.load());
    }

    /**
     * Opens the stores that {@code config} describes for an operator alone. Close it.
     *
     * @throws io.slipway.kv.KvUserException CONFIG if a setting is wrong
     * @throws io.slipway.kv.KvUnavailableException if the source or the config store cannot be opened
     */
    public static Operator open(KvConfig config) {
        SlipwaySettings settings = SlipwaySettings.of(config);
        return Resources.opening(resources -> new Operator(
                Stores.open(settings, resources),
                settings,
                new Counters(),
                () -> CompletableFuture.completedFuture(null),
                resources));
    }

    /**
     * What {@link #examine} found.
     *
     * @param store which store was looked at
     * @param unreachable whether the check failed because nobody answered
     */
    public record Finding(String store, StoreCheck check, boolean unreachable) {}

    /**
     * Looks whether the stores that {@code config} describes are there and fit for a migration. Blocks; changes nothing, but an embedded
     * source that does not exist yet is created.
     *
     * @throws io.slipway.kv.KvUserException CONFIG if a setting is wrong
     */
    public static List<Finding> examine(KvConfig config) {
        return Doctor.examine(SlipwaySettings.of(config));
    }

    /**
     * Creates the config store in the target's cluster, or brings its tables up to date. Blocks. Run it once before the first process opens
     * it, and never twice at once.
     *
     * @throws io.slipway.kv.KvUserException CONFIG if a setting is wrong, or if the settings keep the config store in a file
     */
    public static void prepareConfigStore(KvConfig config) {
        CqlConfigOptions options = SlipwaySettings.of(config)
                .sharedConfig()
                .orElseThrow(() -> KvException.of(
                        KvErrorCode.CONFIG,
                        "setting 'config.store' is 'file', and a file needs no preparation; set it to 'cql'"));
        Waiting.on(CqlConfigStore.prepare(options, InstantSource.system()));
    }

    /** Takes the tables that a YAML file describes into the config store, at stage {@code source}. Known ones are left as they are. */
    public CompletionStage<Void> importTables(Path file, String author) {
        return CompletableFuture.supplyAsync(
                        () -> TableImport.read(
                                file, author, stores.environment().now()),
                        stores.io())
                .thenCompose(this::importTables);
    }

    /** Takes these first records into the config store. Known tables are left as they are. */
    public CompletionStage<Void> importTables(List<TableConfig> described) {
        return known(TableImport.into(stores.environment(), stores.configs(), described));
    }

    /** The record of every known table, by name. */
    public CompletionStage<Map<String, TableConfig>> tables() {
        return known(stores.configs().readAll());
    }

    /** Every registered process. */
    public CompletionStage<List<ProcessStatus>> processes() {
        return known(stores.configs().processes());
    }

    /** Every record that a table ever had, oldest first. */
    public CompletionStage<List<TableConfig>> history(String table) {
        return known(stores.configs().history(table));
    }

    /** Moves a table to another stage, step by step, once the gates between hold. */
    public CompletionStage<TableConfig> move(StageMove move) {
        return known(reported.get().thenCompose(upToDate -> driver.move(move)));
    }

    /** Makes the source version and log a table's writes, once its target table is there. A table behind that is left where it is. */
    public CompletionStage<TableConfig> enrol(String table, String reason, String author) {
        return driver.enrol(table, reason, author);
    }

    /** The numbers of the next gate on the way to {@code to}. */
    public CompletionStage<List<GateNumber>> gate(String table, Stage to) {
        return known(reported.get().thenCompose(upToDate -> driver.numbers(table, to)));
    }

    /** The numbers of the gate before the next step of {@code move}. */
    public CompletionStage<List<GateNumber>> gate(StageMove move) {
        return known(reported.get().thenCompose(upToDate -> driver.numbers(move)));
    }

    /** Starts to bring a table's existing rows to the target, or goes on where an earlier load ended. */
    public LoadRun load(String table, LoadListener listener) {
        Path savepoint = savepoints.resolve(table + ".load");
        return loader.start(table, new FileSavepointStore(savepoint, stores.io()), listener);
    }

    /** Starts to compare a table at both sides, or goes on where an earlier validation was stopped. */
    public Validation validate(String table, ValidationScope scope, ValidationListener listener) {
        Path state = savepoints.resolve(table + ".validation");
        return validator.start(table, scope, new FileSavepointStore(state, stores.io()), listener);
    }

    /**
     * Applies what the target owes, now: every waiting entry, and every parked one, in case what the target refused has been mended. Answers
     * what is left; a failure says why the target takes nothing.
     */
    public CompletionStage<OutboxStatus> recover(String table) {
        return known(recovery.drain(table, Long.MAX_VALUE)
                .thenCompose(done -> stores.source().outboxStatus(table)));
    }

    /**
     * Collects what replaced large values have left behind at the target. Answers how many keys with large values were looked through.
     *
     * <p>No process does this by itself. A large value and a deletion collect what they replace; only a small value that replaced a large one,
     * or a writer that died, leaves anything, until the key's next large value or deletion. A walk over every large value of a table costs
     * more than that space, so the operator chooses the time: after a load, and now and then.
     *
     * @param dryRun only looks
     */
    public CompletionStage<Integer> sweep(String table, boolean dryRun) {
        return known(record(table)
                .thenCompose(record -> stores.bulkTarget().sweep(record.spec(), dryRun, SWEEP_PAGE_TIMEOUT)));
    }

    /** The entries that the target refused, each with the reason that it gave last. */
    public CompletionStage<Map<OutboxEntry, String>> parked(String table) {
        return known(stores.source().parked(table));
    }

    /** One key as it is at both sides, read past the services. */
    public CompletionStage<KeyView> look(String table, ByteString key) {
        KvBounds.checkKey(table, "look", key);
        return known(record(table).thenCompose(record -> new KeyReader(stores.source(), stores.target(), LOOK_TIMEOUT)
                .read(record, key)));
    }

    /** Reads a sample of a table at the source and says what each layout would make of it. The table needs no record. */
    public CompletionStage<Plan> plan(String table, PlanRequest request, Planner.Listener listener) {
        KvBounds.checkTableName(table);
        return known(
                new Planner(stores.environment(), stores.source(), KeyPlacement::of).plan(table, request, listener));
    }

    /** How values can be shown, as the settings say. */
    public Decoding decoding() {
        return decoding;
    }

    /** The statements that {@link #prepare} would execute now; none if everything is there. */
    public CompletionStage<List<String>> preparation(String table) {
        return known(record(table).thenCompose(record -> stores.target().preparation(record.spec())));
    }

    /** How the target's servers should be set for a table, which {@link #prepare} leaves alone: one sentence each. */
    public CompletionStage<List<String>> tuning(String table) {
        return known(record(table).thenCompose(record -> stores.target().tuning(record.spec())));
    }

    /** Creates a table's tables at the target, or verifies them. Enrolment does it too. */
    public CompletionStage<Void> prepare(String table) {
        return known(record(table).thenCompose(record -> stores.target().prepare(record.spec())));
    }

    /** Failed early applies and audited differences that the processes of services recorded, newest first. */
    public CompletionStage<List<AuditEntry>> failures(AuditQuery query) {
        return known(stores.target().audit().query(query));
    }

    /** Where a table stands. */
    public CompletionStage<TableStatus> status(String table) {
        return known(record(table).thenCompose(record -> stores.source()
                .state(table)
                .thenCombine(
                        stores.source().outboxStatus(table),
                        (state, outbox) -> new TableStatus(record, state, outbox))));
    }

    private CompletionStage<TableConfig> record(String table) {
        return stores.configs()
                .read(table)
                .thenApply(found -> found.orElseThrow(() -> KvException.of(
                        KvErrorCode.TABLE_UNKNOWN, "table '" + table + "' has no record; import it first")));
    }

    /** Ends loads and validations under way where they stand, and closes what {@link #open} opened. */
    @Override
    public void close() {
        resources.close();
    }
}
