package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.google.protobuf.ByteString;
import io.slipway.spi.Layout;
import io.slipway.target.cql.layout.KeyColumns;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The prepared statements of one table. All writes are UPDATEs and DELETEs: an INSERT would leave a row marker that outlives its cells.
 *
 * <p>A put that lasts leaves the other column (head or value) alone, as the reader goes by the greater version. A put that expires sets it
 * to null, because its own end would otherwise uncover what an older write left there.
 */
final class TableStatements {

    /** What a statement does. */
    enum Kind {
        PUT_VALUE,
        PUT_VALUE_EXPIRING,
        PUT_HEAD,
        PUT_HEAD_EXPIRING,
        DELETE,
        READ,
        READ_MANY,
        SCAN_FROM,
        SCAN_BETWEEN,
        SCAN_ALL,
        PUT_CHUNK,
        PUT_CHUNK_EXPIRING,
        READ_CHUNK,
        DELETE_CHUNKS,
        CHUNK_KEYS
    }

    private final Layout layout;
    private final Map<Kind, PreparedStatement> prepared;

    private TableStatements(Layout layout, Map<Kind, PreparedStatement> prepared) {
        this.layout = layout;
        this.prepared = prepared;
    }

    static CompletionStage<TableStatements> prepare(Requests requests, Names names, Layout layout) {
        Map<Kind, CompletableFuture<PreparedStatement>> under = new EnumMap<>(Kind.class);
        texts(names, layout)
                .forEach((kind, cql) -> under.put(kind, requests.prepare(cql).toCompletableFuture()));
        return CompletableFuture.allOf(under.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    Map<Kind, PreparedStatement> prepared = new EnumMap<>(Kind.class);
                    under.forEach((kind, statement) -> prepared.put(kind, statement.join()));
                    return new TableStatements(layout, prepared);
                });
    }

    private static Map<Kind, String> texts(Names names, Layout layout) {
        TableShape shape = TableShape.ofValues(layout);
        String table = names.quotedTable();
        String chunks = names.quotedChunks();
        String ring = "token(" + String.join(", ", shape.partitionNames()) + ")";
        String where = " WHERE " + equal(shape.keyNames());
        String partition = " WHERE " + equal(shape.partitionNames());
        String select = "SELECT " + String.join(", ", shape.keyNames()) + ", " + RowReader.COLUMNS + " FROM " + table;
        String many = layout instanceof Layout.Hash ? " WHERE key IN ?" : partition + " AND c IN ?";

        Map<Kind, String> texts = new EnumMap<>(Kind.class);
        texts.put(Kind.PUT_VALUE, "UPDATE " + table + " USING TIMESTAMP ? SET value = ?" + where);
        texts.put(
                Kind.PUT_VALUE_EXPIRING,
                "UPDATE " + table + " USING TIMESTAMP ? AND TTL ? SET value = ?, expires = ?, head = null" + where);
        texts.put(Kind.PUT_HEAD, "UPDATE " + table + " USING TIMESTAMP ? SET head = ?" + where);
        texts.put(
                Kind.PUT_HEAD_EXPIRING,
                "UPDATE " + table + " USING TIMESTAMP ? AND TTL ? SET head = ?, expires = ?, value = null" + where);
        texts.put(Kind.DELETE, "DELETE FROM " + table + " USING TIMESTAMP ?" + where);
        texts.put(Kind.READ, select + where);
        texts.put(Kind.READ_MANY, select + many);
        if (!(layout instanceof Layout.Hash)) {
            texts.put(Kind.SCAN_FROM, select + partition + " AND c >= ?");
            texts.put(Kind.SCAN_BETWEEN, select + partition + " AND c >= ? AND c < ?");
        }
        texts.put(Kind.SCAN_ALL, select + " WHERE " + ring + " > ? AND " + ring + " <= ?");
        String chunk = " SET data = ? WHERE key = ? AND version = ? AND hash = ? AND idx = ?";
        texts.put(Kind.PUT_CHUNK, "UPDATE " + chunks + " USING TIMESTAMP ?" + chunk);
        texts.put(Kind.PUT_CHUNK_EXPIRING, "UPDATE " + chunks + " USING TIMESTAMP ? AND TTL ?" + chunk);
        texts.put(
                Kind.READ_CHUNK,
                "SELECT data FROM " + chunks + " WHERE key = ? AND version = ? AND hash = ? AND idx = ?");
        texts.put(Kind.DELETE_CHUNKS, "DELETE FROM " + chunks + " USING TIMESTAMP ? WHERE key = ? AND version < ?");
        texts.put(Kind.CHUNK_KEYS, "SELECT DISTINCT key FROM " + chunks + " WHERE token(key) > ? AND token(key) <= ?");
        return texts;
    }

    private static String equal(List<String> columns) {
        return columns.stream().map(column -> column + " = ?").collect(Collectors.joining(" AND "));
    }

    /** A statement with its leading markers bound; values follow in the order of the text. */
    Binding bind(Kind kind) {
        return new Binding(prepared.get(kind).boundStatementBuilder());
    }

    /** Fills a statement's markers from left to right. */
    final class Binding {

        private BoundStatementBuilder statement;
        private int next;

        private Binding(BoundStatementBuilder statement) {
            this.statement = statement;
        }

        Binding with(long value) {
            statement = statement.setLong(next++, value);
            return this;
        }

        Binding with(int value) {
            statement = statement.setInt(next++, value);
            return this;
        }

        Binding with(ByteString value) {
            statement = statement.setByteBuffer(next++, value.asReadOnlyByteBuffer());
            return this;
        }

        Binding with(List<ByteString> values) {
            List<ByteBuffer> buffers = new ArrayList<>(values.size());
            values.forEach(value -> buffers.add(value.asReadOnlyByteBuffer()));
            statement = statement.setList(next++, buffers, ByteBuffer.class);
            return this;
        }

        /** All key columns. */
        Binding withKey(KeyColumns columns) {
            withPartition(columns.partition(), columns.bucket());
            return layout instanceof Layout.Hash ? this : with(columns.rest());
        }

        /** The columns of the partition key. */
        Binding withPartition(ByteString partition, int bucket) {
            with(partition);
            return layout instanceof Layout.Bucketed ? with(bucket) : this;
        }

        BoundStatementBuilder done() {
            return statement;
        }
    }
}
