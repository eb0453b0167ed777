package io.slipway.target.cql.config;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.slipway.target.cql.SerialConsistency;
import io.slipway.target.cql.internal.Deadline;
import io.slipway.target.cql.internal.Requests;
import io.slipway.target.cql.internal.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The requests of the config store: each within the configured time, at the configured consistency, failing as the config store's. */
final class Calls {

    private final Requests requests;
    private final CqlConfigOptions options;
    private final Time time;

    Calls(Requests requests, CqlConfigOptions options, Time time) {
        this.requests = requests;
        this.options = options;
        this.time = time;
    }

    /** @param table one of the config store's tables; stands for {@code %s} in {@code cql} */
    CompletionStage<PreparedStatement> prepare(String cql, String table) {
        String name = '"' + options.connection().keyspace() + "\"." + table;
        return requests.prepare(String.format(cql, name)).exceptionallyCompose(ConfigFailures::asConfig);
    }

    /** The end of a call that begins now. */
    Deadline deadline() {
        return Deadline.after(options.timeout(), time);
    }

    /** All rows, at the quorum. */
    CompletionStage<List<Row>> read(Statement<?> statement, String what) {
        Deadline deadline = deadline();
        return requests.read(statement, deadline, () -> what)
                .thenCompose(page -> rest(page, deadline, what))
                .exceptionallyCompose(ConfigFailures::asConfig);
    }

    /** All rows of one partition, with every transaction decided that is under way there. */
    CompletionStage<List<Row>> readSerially(Statement<?> statement, Deadline deadline, String what) {
        return requests.readSerially(statement, serial(), deadline, () -> what)
                .thenCompose(page -> rest(page, deadline, what))
                .exceptionallyCompose(ConfigFailures::asConfig);
    }

    CompletionStage<Void> write(Statement<?> statement, String what) {
        return requests.write(statement, deadline(), () -> what).exceptionallyCompose(ConfigFailures::asConfig);
    }

    /** Whether the transaction was applied. */
    CompletionStage<Boolean> conditional(Statement<?> statement, Deadline deadline, String what) {
        return requests.conditional(statement, serial(), deadline, () -> what)
                .thenApply(AsyncResultSet::wasApplied)
                .exceptionallyCompose(ConfigFailures::asConfig);
    }

    private SerialConsistency serial() {
        return options.serial();
    }

    private CompletionStage<List<Row>> rest(AsyncResultSet first, Deadline deadline, String what) {
        List<Row> rows = new ArrayList<>();
        return collect(first, rows, deadline, what).thenApply(done -> rows);
    }

    private CompletionStage<Void> collect(AsyncResultSet page, List<Row> rows, Deadline deadline, String what) {
        page.currentPage().forEach(rows::add);
        return page.hasMorePages()
                ? requests.nextPage(page, deadline, () -> what).thenCompose(next -> collect(next, rows, deadline, what))
                : CompletableFuture.completedStage(null);
    }
}
