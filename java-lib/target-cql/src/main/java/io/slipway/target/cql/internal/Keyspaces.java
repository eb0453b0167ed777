package io.slipway.target.cql.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.target.cql.Replication;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Creates keyspaces that are missing. */
public final class Keyspaces {

    private Keyspaces() {}

    /**
     * Creates {@code keyspace} unless it is there. Fails with TABLE_SCHEMA if it is missing and {@code replication} is empty.
     *
     * @param options what the keyspace needs beside its replication: empty, or more of a WITH clause
     */
    public static CompletionStage<Void> ensure(
            Requests requests, String keyspace, Optional<Replication> replication, String options) {
        return requests.schema("SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?", keyspace)
                .thenCompose(found -> {
                    if (found.one() != null) {
                        return CompletableFuture.completedStage(null);
                    }
                    String cql = replication
                            .orElseThrow(() -> KvException.of(
                                    KvErrorCode.TABLE_SCHEMA,
                                    "keyspace '" + keyspace + "' does not exist; create it, or configure the "
                                            + "replication to create it with"))
                            .cql();
                    return requests.schema("CREATE KEYSPACE IF NOT EXISTS \"" + keyspace + "\" WITH replication = "
                                    + cql + options)
                            .thenApply(done -> null);
                });
    }
}
