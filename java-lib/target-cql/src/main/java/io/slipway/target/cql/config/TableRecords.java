package io.slipway.target.cql.config;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.TupleType;
import io.slipway.spi.config.TableConfig;
import io.slipway.target.cql.internal.Deadline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Tables' records: one partition, read as this package's description says. Thread-safe. */
final class TableRecords {

    static final String TABLE = "slipway_tables";

    private static final String STORE = "tables";
    private static final String COLUMNS = "name, epoch, " + String.join(", ", RecordColumns.NAMES);
    private static final TupleType KEY = DataTypes.tupleOf(DataTypes.TEXT, DataTypes.BIGINT);

    private final Calls calls;
    private final Supplier<UUID> tokens;
    private final Statements statements;

    /** What was read last: as long as the heads stay, so do the records. */
    private volatile Snapshot last = new Snapshot(Map.of(), Map.of());

    private record Snapshot(Map<String, Long> heads, Map<String, TableConfig> records) {}

    private record Statements(
            PreparedStatement heads,
            PreparedStatement byKeys,
            PreparedStatement newest,
            PreparedStatement history,
            PreparedStatement token,
            PreparedStatement first,
            PreparedStatement next) {}

    private TableRecords(Calls calls, Supplier<UUID> tokens, Statements statements) {
        this.calls = calls;
        this.tokens = tokens;
        this.statements = statements;
    }

    /** @param tokens each different from every other */
    static CompletionStage<TableRecords> prepare(Calls calls, Supplier<UUID> tokens) {
        List<CompletableFuture<PreparedStatement>> prepared = List.of(
                        "SELECT DISTINCT store, heads FROM %s WHERE store = ?",
                        "SELECT " + COLUMNS + " FROM %s WHERE store = ? AND (name, epoch) IN ?",
                        "SELECT " + COLUMNS + " FROM %s WHERE store = ? AND name = ? LIMIT 1",
                        "SELECT " + COLUMNS + " FROM %s WHERE store = ? AND name = ?",
                        "SELECT publication FROM %s WHERE store = ? AND name = ? AND epoch = ?",
                        publication("null"),
                        publication(":head"))
                .stream()
                .map(cql -> calls.prepare(cql, TABLE).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(prepared.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    List<PreparedStatement> all =
                            prepared.stream().map(CompletableFuture::join).toList();
                    return new TableRecords(
                            calls,
                            tokens,
                            new Statements(
                                    all.get(0),
                                    all.get(1),
                                    all.get(2),
                                    all.get(3),
                                    all.get(4),
                                    all.get(5),
                                    all.get(6)));
                });
    }

    private static String publication(String head) {
        return "UPDATE %s SET heads[:name] = :epoch, publication = :publication, "
                + RecordColumns.NAMES.stream()
                        .map(column -> column + " = :" + column)
                        .collect(Collectors.joining(", "))
                + " WHERE store = :store AND name = :name AND epoch = :epoch IF heads[:name] = " + head;
    }

    /** One small read, unless a table has moved. */
    CompletionStage<Map<String, TableConfig>> readAll() {
        return calls.read(statements.heads().bind(STORE), "heads of all tables").thenCompose(rows -> {
            Map<String, Long> heads =
                    rows.isEmpty() ? Map.of() : Map.copyOf(rows.get(0).getMap("heads", String.class, Long.class));
            Snapshot before = last;
            if (before.heads().equals(heads)) {
                return CompletableFuture.completedStage(before.records());
            }
            return moved(before, heads).thenApply(records -> {
                last = new Snapshot(heads, records);
                return records;
            });
        });
    }

    /**
     * The records at {@code heads}; those that are known already are not read again.
     *
     * <p>All processes see a head move at about the same time, and serial reads of one partition get into each other's way. So a row is
     * first read plainly, at the quorum: if it is there, its transaction was decided, for nothing else is ever written to the table, and it
     * is as it will always be, for a transaction adds a whole row in one mutation and no row is changed. It is missing only where the head
     * came from a replica that the commit has reached and the row was asked of others: then the serial read completes that commit.
     */
    private CompletionStage<Map<String, TableConfig>> moved(Snapshot before, Map<String, Long> heads) {
        Map<String, TableConfig> records = new TreeMap<>();
        List<TupleValue> unknown = new ArrayList<>();
        heads.forEach((name, epoch) -> {
            if (epoch.equals(before.heads().get(name))) {
                records.put(name, before.records().get(name));
            } else {
                unknown.add(KEY.newValue(name, epoch));
            }
        });
        String what = "records of " + unknown.size() + " tables";
        return calls.read(byKeys(unknown), what)
                .thenCompose(found -> {
                    add(found, records);
                    unknown.removeIf(key -> records.containsKey(key.getString(0)));
                    return unknown.isEmpty()
                            ? CompletableFuture.completedStage(List.<Row>of())
                            : calls.readSerially(byKeys(unknown), calls.deadline(), what);
                })
                .thenApply(rest -> {
                    add(rest, records);
                    return Collections.unmodifiableMap(records);
                });
    }

    private BoundStatement byKeys(List<TupleValue> keys) {
        return statements
                .byKeys()
                .boundStatementBuilder()
                .setString(0, STORE)
                .setList(1, keys, TupleValue.class)
                .build();
    }

    private static void add(List<Row> found, Map<String, TableConfig> records) {
        found.stream()
                .map(RecordColumns::of)
                .forEach(record -> records.put(record.spec().name(), record));
    }

    CompletionStage<Optional<TableConfig>> read(String table) {
        return calls.readSerially(statements.newest().bind(STORE, table), calls.deadline(), what(table))
                .thenApply(rows -> rows.stream().findFirst().map(RecordColumns::of));
    }

    CompletionStage<List<TableConfig>> history(String table) {
        return calls.read(statements.history().bind(STORE, table), "history of table '" + table + "'")
                .thenApply(rows -> {
                    List<TableConfig> oldestFirst =
                            new ArrayList<>(rows.stream().map(RecordColumns::of).toList());
                    Collections.reverse(oldestFirst);
                    return List.copyOf(oldestFirst);
                });
    }

    CompletionStage<Boolean> publish(TableConfig next) {
        UUID token = tokens.get();
        return new Publication(
                        deadline -> calls.conditional(
                                bind(next, token),
                                deadline,
                                "publication of " + what(next.spec().name())),
                        deadline -> owner(next, deadline).thenApply(owner -> owner.map(token::equals)),
                        calls.deadline())
                .run();
    }

    private BoundStatement bind(TableConfig next, UUID token) {
        boolean first = next.epoch() == 1;
        BoundStatementBuilder publication = (first ? statements.first() : statements.next()).boundStatementBuilder();
        BoundStatementBuilder complete = RecordColumns.bind(publication, next)
                .setUuid("publication", token)
                .setString("store", STORE)
                .setString("name", next.spec().name())
                .setLong("epoch", next.epoch());
        return (first ? complete : complete.setLong("head", next.epoch() - 1)).build();
    }

    /** Whose publication the record of that epoch is; empty if there is none. */
    private CompletionStage<Optional<UUID>> owner(TableConfig next, Deadline deadline) {
        String name = next.spec().name();
        return calls.readSerially(statements.token().bind(STORE, name, next.epoch()), deadline, what(name))
                .thenApply(rows -> rows.stream().findFirst().map((Row row) -> row.getUuid("publication")));
    }

    private static String what(String table) {
        return "record of table '" + table + "'";
    }
}
