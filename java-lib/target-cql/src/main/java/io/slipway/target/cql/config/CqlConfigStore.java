package io.slipway.target.cql.config;

import com.datastax.oss.driver.api.core.CqlSession;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import io.slipway.target.cql.internal.Connector;
import io.slipway.target.cql.internal.Requests;
import io.slipway.target.cql.internal.Time;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * A config store in a CQL cluster, shared by all processes of all services. Thread-safe; owns its connections.
 *
 * <p>Its calls fail with a {@link io.slipway.spi.StoreException} of code CONFIG_UNAVAILABLE if the cluster is away or does not answer in
 * time; a write then says whether it may have been applied.
 */
public final class CqlConfigStore implements ConfigStore {

    private final CqlSession session;
    private final TableRecords records;
    private final EvidenceRows evidence;
    private final ProcessRows processes;

    private CqlConfigStore(CqlSession session, TableRecords records, EvidenceRows evidence, ProcessRows processes) {
        this.session = session;
        this.records = records;
        this.evidence = evidence;
        this.processes = processes;
    }

    /**
     * Connects to the cluster and checks the schema there; creates what is missing of it only where the options say so.
     *
     * <p>Fails with a {@link io.slipway.kv.KvException}: CREDENTIALS if the cluster refuses the login, CONFIG_UNAVAILABLE if no node can be
     * reached, CONFIG if the cluster has no such data centre, TABLE_SCHEMA if the tables are missing, or were made by a newer version.
     *
     * @param clock for the versions of evidence; nothing depends on how right it is
     */
    public static CompletionStage<CqlConfigStore> open(CqlConfigOptions options, InstantSource clock) {
        Time time = new Time(clock, System::nanoTime);
        return connect(options, time, options.create()).thenCompose(requests -> opened(requests, options, time)
                .exceptionallyCompose(failure -> closed(requests, failure)));
    }

    /**
     * Creates what is missing of the keyspace and its tables, and brings older ones up to date. Idempotent; run it once, and not in several
     * processes at once, before the first process opens the store. Fails as {@link #open} does.
     */
    public static CompletionStage<Void> prepare(CqlConfigOptions options, InstantSource clock) {
        return connect(options, new Time(clock, System::nanoTime), true)
                .thenCompose(requests -> requests.session().closeAsync());
    }

    private static CompletionStage<Requests> connect(CqlConfigOptions options, Time time, boolean create) {
        return Connector.connect(options.connection())
                .exceptionallyCompose(ConfigFailures::asKnown)
                .thenCompose(session -> {
                    Requests requests = new Requests(session, options.connection(), time);
                    ConfigSchema schema = new ConfigSchema(requests, options.connection());
                    return (create ? schema.prepare() : schema.verify())
                            .thenApply(done -> requests)
                            .exceptionallyCompose(failure -> closed(requests, failure));
                });
    }

    private static CompletionStage<CqlConfigStore> opened(Requests requests, CqlConfigOptions options, Time time) {
        Calls calls = new Calls(requests, options, time);
        return TableRecords.prepare(calls, UUID::randomUUID).thenCompose(records -> EvidenceRows.prepare(calls, time)
                .thenCombine(
                        ProcessRows.prepare(calls),
                        (evidence, processes) -> new CqlConfigStore(requests.session(), records, evidence, processes)));
    }

    private static <T> CompletionStage<T> closed(Requests requests, Throwable failure) {
        return requests.session()
                .closeAsync()
                .handle((done, ignored) -> failure)
                .thenCompose(ConfigFailures::<T>asKnown);
    }

    @Override
    public CompletionStage<Map<String, TableConfig>> readAll() {
        return records.readAll();
    }

    @Override
    public CompletionStage<Optional<TableConfig>> read(String table) {
        return records.read(table);
    }

    @Override
    public CompletionStage<Boolean> publish(TableConfig next) {
        return records.publish(next);
    }

    @Override
    public CompletionStage<List<TableConfig>> history(String table) {
        return records.history(table);
    }

    @Override
    public CompletionStage<Map<String, Long>> evidence(String table, long entry) {
        return evidence.read(table, entry);
    }

    @Override
    public CompletionStage<Void> putEvidence(String table, long entry, String name, long value) {
        return evidence.put(table, entry, name, value);
    }

    @Override
    public CompletionStage<Void> register(ProcessStatus process) {
        return processes.write(process);
    }

    @Override
    public CompletionStage<Void> renew(ProcessStatus process) {
        return processes.write(process);
    }

    @Override
    public CompletionStage<Void> deregister(String process) {
        return processes.remove(process);
    }

    @Override
    public CompletionStage<Void> forget(String process, long renewal) {
        return processes.forget(process, renewal);
    }

    @Override
    public CompletionStage<Map<String, Long>> renewals() {
        return processes.renewals();
    }

    @Override
    public CompletionStage<List<ProcessStatus>> processes() {
        return processes.all();
    }

    /** Waits for requests under way and closes the connections. Idempotent. */
    @Override
    public void close() {
        session.close();
    }
}
