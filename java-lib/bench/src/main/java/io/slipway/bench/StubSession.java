package io.slipway.bench;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultProtocolVersion;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.ColumnDefinitions;
import com.datastax.oss.driver.api.core.cql.PrepareRequest;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metrics.Metrics;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import com.datastax.oss.driver.api.core.type.reflect.GenericType;
import com.datastax.oss.driver.internal.core.cql.DefaultPreparedStatement;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A session without a cluster: it answers at once, with the driver's own statements, bindings and rows, so that what remains is the cost of
 * the caller.
 *
 * <p>Each read of a table finds one row; each write succeeds.
 */
final class StubSession implements CqlSession {

    private final StubSchema schema;

    StubSession(StubSchema schema) {
        this.schema = schema;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <RequestT extends Request, ResultT> ResultT execute(RequestT request, GenericType<ResultT> result) {
        if (request instanceof BoundStatement bound) {
            return (ResultT) CompletableFuture.completedFuture(
                    bound.getPreparedStatement().getResultSetDefinitions().size() == 0
                            ? StubResult.EMPTY
                            : new StubResult(List.of(schema.row())));
        }
        if (request instanceof SimpleStatement simple) {
            List<Row> rows = schema.answer(simple);
            return (ResultT) CompletableFuture.completedFuture(new StubResult(rows));
        }
        if (request instanceof PrepareRequest prepare) {
            return (ResultT) CompletableFuture.completedFuture(prepared(prepare.getQuery()));
        }
        throw new UnsupportedOperationException(request.getClass().getName());
    }

    private PreparedStatement prepared(String cql) {
        ColumnDefinitions results =
                cql.startsWith("SELECT") ? schema.row().getColumnDefinitions() : StubSchema.NO_COLUMNS;
        return new DefaultPreparedStatement(
                ByteBuffer.allocate(16),
                cql,
                StubSchema.markers(cql),
                List.of(),
                ByteBuffer.allocate(16),
                results,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                true,
                null,
                null,
                Integer.MIN_VALUE,
                null,
                null,
                false,
                CodecRegistry.DEFAULT,
                DefaultProtocolVersion.V5,
                false);
    }

    @Override
    public String getName() {
        return "stub";
    }

    @Override
    public Metadata getMetadata() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isSchemaMetadataEnabled() {
        return false;
    }

    @Override
    public CompletionStage<Metadata> setSchemaMetadataEnabled(Boolean enabled) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Metadata> refreshSchemaAsync() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> checkSchemaAgreementAsync() {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public DriverContext getContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<CqlIdentifier> getKeyspace() {
        return Optional.empty();
    }

    @Override
    public Optional<Metrics> getMetrics() {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Void> closeFuture() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> closeAsync() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> forceCloseAsync() {
        return CompletableFuture.completedFuture(null);
    }
}
