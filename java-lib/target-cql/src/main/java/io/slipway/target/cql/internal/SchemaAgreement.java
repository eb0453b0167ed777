package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Waits until every node that is up has the same schema, by asking each of them.
 *
 * <p>The driver asks one node what it has heard of the others; where that node has not heard of a change yet, it sees agreement on what was
 * before.
 */
final class SchemaAgreement {

    private static final long POLL_MILLIS = 20;

    private final CqlSession session;

    SchemaAgreement(CqlSession session) {
        this.session = session;
    }

    CompletionStage<Void> await(Deadline deadline) {
        List<CompletableFuture<UUID>> versions = session.getMetadata().getNodes().values().stream()
                .filter(node -> node.getState() == NodeState.UP)
                .map(node -> version(node, deadline).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(versions.toArray(CompletableFuture<?>[]::new))
                .thenCompose(done -> {
                    long different = versions.stream()
                            .map(CompletableFuture::join)
                            .filter(Objects::nonNull)
                            .distinct()
                            .count();
                    if (different <= 1) {
                        return CompletableFuture.completedStage(null);
                    }
                    return deadline.isOver() ? CompletableFuture.failedStage(disagreement()) : again(deadline);
                });
    }

    private CompletionStage<Void> again(Deadline deadline) {
        return CompletableFuture.supplyAsync(
                        () -> await(deadline), CompletableFuture.delayedExecutor(POLL_MILLIS, TimeUnit.MILLISECONDS))
                .thenCompose(stage -> stage);
    }

    /** Null for a node that cannot be asked: whatever it lacks, it will learn before it is of use again. */
    private CompletionStage<UUID> version(Node node, Deadline deadline) {
        Statement<?> statement = SimpleStatement.newInstance("SELECT schema_version FROM system.local")
                .setNode(node)
                .setTimeout(deadline.remaining());
        return session.executeAsync(statement)
                .thenApply(result -> result.one().getUuid("schema_version"))
                .exceptionally(failure -> null);
    }

    private static StoreException disagreement() {
        return new StoreException(
                StoreException.Kind.UNAVAILABLE,
                KvErrorCode.TARGET_UNAVAILABLE,
                "the cluster's nodes do not agree on the schema; check that all of them are up, then prepare again");
    }
}
