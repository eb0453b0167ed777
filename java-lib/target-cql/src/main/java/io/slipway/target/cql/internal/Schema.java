package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.TableSpec;
import io.slipway.target.cql.CqlConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Creates and verifies tables. It reads the server's schema tables themselves, as the driver's picture of them lags behind.
 *
 * <p>Whatever exists is verified before anything is created, and all of it once more afterwards, as another process may have been faster.
 */
final class Schema {

    static final String BATCHES = "slipway_batches";
    static final String FAILURES = "slipway_failures";

    /** Redo records live for seconds, and a replica that missed a deletion does no harm: an applied record may be applied again. */
    private static final int BATCHES_GRACE_SECONDS = 3_600;

    /** Failures are never deleted; they expire. */
    private static final int FAILURES_GRACE_SECONDS = 86_400;

    /**
     * How long a server waits for a replica before it asks one more: what a read costs until a dead one has been noticed. The servers' own
     * default goes by past latencies, of which a new table has none.
     */
    private static final String SPECULATIVE_RETRY = "100ms";

    private final Requests requests;
    private final CqlConfig config;

    Schema(Requests requests, CqlConfig config) {
        this.requests = requests;
        this.config = config;
    }

    /** A table as it is at the server. */
    private record Found(TableShape shape, String comment, int graceSeconds, int timeToLive) {}

    /** A table's values and chunks, each empty if absent. */
    private record Pair(Optional<Found> values, Optional<Found> chunks) {}

    /** Creates what is missing, verifies the rest. */
    CompletionStage<TableIdentity> prepare(TableSpec spec) {
        Names names = Names.of(config.keyspace(), spec);
        return Keyspaces.ensure(requests, config.keyspace(), config.replication(), "")
                .thenCompose(done -> find(names))
                .thenCompose(before -> {
                    before.values().ifPresent(values -> verifyValues(spec, names, values));
                    before.chunks().ifPresent(chunks -> verifyChunks(spec, names, chunks));
                    return create(spec, names, before);
                })
                .thenCompose(done -> verify(spec));
    }

    /** Verifies that the table is there and is what {@code spec} says. */
    CompletionStage<TableIdentity> verify(TableSpec spec) {
        Names names = Names.of(config.keyspace(), spec);
        return find(names).thenApply(found -> {
            verifyChunks(spec, names, found.chunks().orElseThrow(() -> absent(names, names.chunks())));
            return verifyValues(spec, names, found.values().orElseThrow(() -> absent(names, names.table())));
        });
    }

    /** The statements that {@link #prepare} would execute beside creating the keyspace. */
    CompletionStage<List<String>> preparation(TableSpec spec) {
        Names names = Names.of(config.keyspace(), spec);
        return find(names).thenApply(before -> {
            before.values().ifPresent(values -> verifyValues(spec, names, values));
            before.chunks().ifPresent(chunks -> verifyChunks(spec, names, chunks));
            return missing(spec, names, before);
        });
    }

    private CompletionStage<Void> create(TableSpec spec, Names names, Pair before) {
        CompletionStage<Void> created = CompletableFuture.completedStage(null);
        for (String cql : missing(spec, names, before)) {
            created = created.thenCompose(done -> requests.schema(cql).thenApply(result -> null));
        }
        return created.thenCompose(done -> requests.awaitSchemaAgreement());
    }

    private List<String> missing(TableSpec spec, Names names, Pair before) {
        TableIdentity identity = new TableIdentity(spec.layout().text(), config.chunkBytes());
        List<String> missing = new ArrayList<>();
        missing.add(createTable(
                '"' + config.keyspace() + "\"." + BATCHES,
                TableShape.ofBatches(),
                BATCHES_GRACE_SECONDS,
                "slipway schema 1, batches"));
        missing.add(createTable(
                '"' + config.keyspace() + "\"." + FAILURES,
                TableShape.ofFailures(),
                FAILURES_GRACE_SECONDS,
                "slipway schema 1, failures"));
        if (before.chunks().isEmpty()) {
            missing.add(createTable(
                    names.quotedChunks(),
                    TableShape.ofChunks(),
                    spec.graceSeconds(),
                    "slipway schema 1, chunks of " + names.table()));
        }
        if (before.values().isEmpty()) {
            missing.add(createTable(
                    names.quotedTable(), TableShape.ofValues(spec.layout()), spec.graceSeconds(), identity.comment()));
        }
        return missing;
    }

    private static String createTable(String name, TableShape shape, int graceSeconds, String comment) {
        return "CREATE TABLE IF NOT EXISTS " + name + " " + shape.cql() + " WITH gc_grace_seconds = " + graceSeconds
                + " AND speculative_retry = '" + SPECULATIVE_RETRY + "' AND comment = '" + comment + "'";
    }

    private TableIdentity verifyValues(TableSpec spec, Names names, Found found) {
        TableIdentity identity = TableIdentity.parse(found.comment())
                .orElseThrow(() -> wrong(
                        names,
                        names.table(),
                        "exists, and its comment '" + found.comment() + "' does not say that Slipway made it"));
        if (!identity.layout().equals(spec.layout().text())) {
            throw wrong(
                    names,
                    names.table(),
                    "has layout " + identity.layout() + ", not " + spec.layout().text());
        }
        verifyShape(spec, names, names.table(), TableShape.ofValues(spec.layout()), found);
        return identity;
    }

    private void verifyChunks(TableSpec spec, Names names, Found found) {
        verifyShape(spec, names, names.chunks(), TableShape.ofChunks(), found);
    }

    private void verifyShape(TableSpec spec, Names names, String table, TableShape expected, Found found) {
        if (!found.shape().sameAs(expected)) {
            throw wrong(names, table, "has the columns " + found.shape() + "; expected " + expected);
        }
        if (found.timeToLive() != 0) {
            throw wrong(names, table, "has a default time to live of " + found.timeToLive() + " s; set it to 0");
        }
        if (found.graceSeconds() < spec.graceSeconds()) {
            throw wrong(
                    names,
                    table,
                    "has gc_grace_seconds " + found.graceSeconds() + ", less than the configured " + spec.graceSeconds()
                            + "; ALTER it first");
        }
    }

    private CompletionStage<Pair> find(Names names) {
        return find(names.keyspace(), names.table()).thenCombine(find(names.keyspace(), names.chunks()), Pair::new);
    }

    private CompletionStage<Optional<Found>> find(String keyspace, String table) {
        CompletionStage<List<Row>> options = requests.schema(
                        "SELECT comment, gc_grace_seconds, default_time_to_live FROM system_schema.tables"
                                + " WHERE keyspace_name = ? AND table_name = ?",
                        keyspace,
                        table)
                .thenApply(Schema::rows);
        CompletionStage<List<Row>> columns = requests.schema(
                        "SELECT column_name, type, kind, position FROM system_schema.columns"
                                + " WHERE keyspace_name = ? AND table_name = ?",
                        keyspace,
                        table)
                .thenApply(Schema::rows);
        return options.thenCombine(
                columns, (found, rows) -> found.stream().findFirst().map(row -> found(row, rows)));
    }

    private static Found found(Row options, List<Row> columns) {
        List<TableShape.Column> shape = columns.stream()
                .map(row -> new TableShape.Column(
                        row.getString("column_name"),
                        row.getString("type"),
                        row.getString("kind"),
                        row.getInt("position")))
                .toList();
        return new Found(
                new TableShape(shape),
                options.getString("comment"),
                options.getInt("gc_grace_seconds"),
                options.getInt("default_time_to_live"));
    }

    /** One page: a table has a handful of columns. */
    private static List<Row> rows(AsyncResultSet result) {
        List<Row> rows = new ArrayList<>();
        result.currentPage().forEach(rows::add);
        return rows;
    }

    private static KvException absent(Names names, String table) {
        return wrong(names, table, "does not exist; prepare it first");
    }

    private static KvException wrong(Names names, String table, String what) {
        return KvException.of(
                KvErrorCode.TABLE_SCHEMA,
                "target table " + names.keyspace() + "." + table + " " + what + "; nothing was changed");
    }
}
