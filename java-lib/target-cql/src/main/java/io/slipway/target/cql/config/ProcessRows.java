package io.slipway.target.cql.config;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.slipway.spi.config.ProcessStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The registry: one row a process, whose write timestamp is the process's renewal number. */
final class ProcessRows {

    private static final String TABLE = "slipway_processes";
    private static final String REGISTRY = "processes";

    private final Calls calls;
    private final PreparedStatement put;
    private final PreparedStatement delete;
    private final PreparedStatement renewal;
    private final PreparedStatement renewals;
    private final PreparedStatement all;

    private ProcessRows(
            Calls calls,
            PreparedStatement put,
            PreparedStatement delete,
            PreparedStatement renewal,
            PreparedStatement renewals,
            PreparedStatement all) {
        this.calls = calls;
        this.put = put;
        this.delete = delete;
        this.renewal = renewal;
        this.renewals = renewals;
        this.all = all;
    }

    static CompletionStage<ProcessRows> prepare(Calls calls) {
        List<CompletableFuture<PreparedStatement>> prepared = List.of(
                        "INSERT INTO %s (registry, process, service, library_version, renewal, acknowledged)"
                                + " VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?",
                        "DELETE FROM %s USING TIMESTAMP ? WHERE registry = ? AND process = ?",
                        "SELECT renewal FROM %s WHERE registry = ? AND process = ?",
                        "SELECT process, renewal FROM %s WHERE registry = ?",
                        "SELECT process, service, library_version, renewal, acknowledged FROM %s WHERE registry = ?")
                .stream()
                .map(cql -> calls.prepare(cql, TABLE).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(prepared.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    List<PreparedStatement> all =
                            prepared.stream().map(CompletableFuture::join).toList();
                    return new ProcessRows(calls, all.get(0), all.get(1), all.get(2), all.get(3), all.get(4));
                });
    }

    CompletionStage<Void> write(ProcessStatus process) {
        return calls.write(
                put.bind(
                        REGISTRY,
                        process.process(),
                        process.service(),
                        process.libraryVersion(),
                        process.renewal(),
                        process.acknowledged(),
                        process.renewal()),
                "renewal of process " + process.process());
    }

    /** Removes what the process has said, and what it has sent and not seen answered. */
    CompletionStage<Void> remove(String process) {
        return calls.read(renewal.bind(REGISTRY, process), "renewal number of process " + process)
                .thenCompose(rows -> rows.isEmpty()
                        ? CompletableFuture.completedStage(null)
                        : delete(process, rows.get(0).getLong("renewal") + 1));
    }

    /** Removes what was seen: whatever the process says later carries a larger number. */
    CompletionStage<Void> forget(String process, long seen) {
        return delete(process, seen);
    }

    private CompletionStage<Void> delete(String process, long upTo) {
        return calls.write(delete.bind(upTo, REGISTRY, process), "removal of process " + process);
    }

    CompletionStage<Map<String, Long>> renewals() {
        return calls.read(renewals.bind(REGISTRY), "renewal numbers of processes")
                .thenApply(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> String.valueOf(row.getString("process")), row -> row.getLong("renewal"))));
    }

    CompletionStage<List<ProcessStatus>> all() {
        return calls.read(all.bind(REGISTRY), "list of processes")
                .thenApply(rows -> rows.stream().map(ProcessRows::status).toList());
    }

    private static ProcessStatus status(Row row) {
        return new ProcessStatus(
                String.valueOf(row.getString("process")),
                String.valueOf(row.getString("service")),
                String.valueOf(row.getString("library_version")),
                row.getLong("renewal"),
                Map.copyOf(row.getMap("acknowledged", String.class, Long.class)));
    }
}
