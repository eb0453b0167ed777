package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.slipway.target.cql.Consistency;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.SerialConsistency;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends statements with what is left of a deadline, and says of failures what they mean. Thread-safe.
 *
 * <p>What a request is about is asked for only when it failed.
 */
public final class Requests {

    private final CqlSession session;
    private final ConsistencyLevel reads;
    private final ConsistencyLevel writes;
    private final Duration schemaTimeout;
    private final Time time;

    public Requests(CqlSession session, CqlConfig config, Time time) {
        this.session = session;
        this.reads = level(config.reads());
        this.writes = level(config.writes());
        this.schemaTimeout = config.schemaTimeout();
        this.time = time;
    }

    private static ConsistencyLevel level(Consistency consistency) {
        return DefaultConsistencyLevel.valueOf(consistency.name());
    }

    public CqlSession session() {
        return session;
    }

    public CompletionStage<AsyncResultSet> read(Statement<?> statement, Deadline deadline, Supplier<String> what) {
        return send(statement.setConsistencyLevel(reads), deadline, what)
                .handle((result, failure) -> answer(result, failure, what));
    }

    /** As the other form, without the copies that changing a finished statement makes: for reads of single keys. */
    CompletionStage<AsyncResultSet> read(BoundStatementBuilder statement, Deadline deadline, Supplier<String> what) {
        return sendRead(statement, deadline, what).handle((result, failure) -> answer(result, failure, what));
    }

    /** A read for somebody who passes failures to {@link Failures#ofRead} himself: each further stage costs as much as a small request. */
    CompletionStage<AsyncResultSet> sendRead(
            BoundStatementBuilder statement, Deadline deadline, Supplier<String> what) {
        return send(statement.setConsistencyLevel(reads), deadline, what);
    }

    private static AsyncResultSet answer(AsyncResultSet result, @Nullable Throwable failure, Supplier<String> what) {
        if (failure != null) {
            throw Failures.ofRead(failure, what.get());
        }
        return result;
    }

    /** The page behind {@code page}, with the statement and the timeout that it had. */
    public CompletionStage<AsyncResultSet> nextPage(AsyncResultSet page, Deadline deadline, Supplier<String> what) {
        if (deadline.isOver()) {
            return CompletableFuture.failedStage(Failures.late(what.get()));
        }
        return page.fetchNextPage()
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(Failures.ofRead(failure, what.get())));
    }

    public CompletionStage<Void> write(Statement<?> statement, Deadline deadline, Supplier<String> what) {
        return send(statement.setConsistencyLevel(writes), deadline, what)
                .handle((result, failure) -> written(failure, what));
    }

    /** As the other form, without the copies that changing a finished statement makes: for writes of single keys. */
    CompletionStage<Void> write(BoundStatementBuilder statement, Deadline deadline, Supplier<String> what) {
        return sendWrite(statement, deadline, what).handle((result, failure) -> written(failure, what));
    }

    /** A write for somebody who passes failures to {@link Failures#ofWrite} himself. */
    CompletionStage<AsyncResultSet> sendWrite(
            BoundStatementBuilder statement, Deadline deadline, Supplier<String> what) {
        return send(statement.setConsistencyLevel(writes), deadline, what);
    }

    private static @Nullable Void written(@Nullable Throwable failure, Supplier<String> what) {
        if (failure != null) {
            throw Failures.ofWrite(failure, what.get());
        }
        return null;
    }

    /**
     * A lightweight transaction, sent once and never by the driver again: a repetition could not tell the first one's effect from another
     * writer's. Unknown unless it is certain that it has no effect. The writes' consistency is that of its commit.
     */
    public CompletionStage<AsyncResultSet> conditional(
            Statement<?> statement, SerialConsistency serial, Deadline deadline, Supplier<String> what) {
        Statement<?> once = statement
                .setSerialConsistencyLevel(level(serial))
                .setConsistencyLevel(writes)
                .setIdempotent(false);
        return send(once, deadline, what)
                .exceptionallyCompose(
                        failure -> CompletableFuture.failedStage(Failures.ofConditional(failure, what.get())));
    }

    /** A read of one partition that sees every lightweight transaction that was decided, and decides those under way. */
    public CompletionStage<AsyncResultSet> readSerially(
            Statement<?> statement, SerialConsistency serial, Deadline deadline, Supplier<String> what) {
        return send(statement.setConsistencyLevel(level(serial)), deadline, what)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(Failures.ofRead(failure, what.get())));
    }

    private static ConsistencyLevel level(SerialConsistency serial) {
        return DefaultConsistencyLevel.valueOf(serial.name());
    }

    private CompletionStage<AsyncResultSet> send(
            BoundStatementBuilder statement, Deadline deadline, Supplier<String> what) {
        if (deadline.isOver()) {
            return CompletableFuture.failedStage(Failures.late(what.get()));
        }
        try {
            return session.executeAsync(
                    statement.setTimeout(deadline.remaining()).build());
        } catch (RuntimeException refused) {
            // Nothing was sent; whoever waits for the stage must hear of it there.
            return CompletableFuture.failedStage(refused);
        }
    }

    /** Reads or changes the schema; repeatable, so a failure of any kind is one of the read. */
    public CompletionStage<AsyncResultSet> schema(String cql, Object... values) {
        Statement<?> statement = SimpleStatement.newInstance(cql, values).setTimeout(schemaTimeout);
        return session.executeAsync(statement)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(Failures.ofRead(failure, "schema")));
    }

    /** Completes when all nodes have what {@link #schema} changed. */
    public CompletionStage<Void> awaitSchemaAgreement() {
        return new SchemaAgreement(session).await(Deadline.after(schemaTimeout, time));
    }

    public CompletionStage<PreparedStatement> prepare(String cql) {
        return session.prepareAsync(SimpleStatement.newInstance(cql).setTimeout(schemaTimeout))
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(Failures.ofRead(failure, "prepare")));
    }

    private CompletionStage<AsyncResultSet> send(Statement<?> statement, Deadline deadline, Supplier<String> what) {
        if (deadline.isOver()) {
            return CompletableFuture.failedStage(Failures.late(what.get()));
        }
        try {
            return session.executeAsync(statement.setTimeout(deadline.remaining()));
        } catch (RuntimeException refused) {
            // Nothing was sent; whoever waits for the stage must hear of it there.
            return CompletableFuture.failedStage(refused);
        }
    }
}
