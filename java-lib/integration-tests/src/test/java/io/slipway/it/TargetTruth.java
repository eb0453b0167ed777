package io.slipway.it;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.google.protobuf.ByteString;
import io.slipway.spi.Layout;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.target.cql.layout.KeyColumns;
import io.slipway.target.cql.layout.KeyLayout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a target table holds, read by plain CQL and the layout functions alone: none of the code that wrote it takes part. */
final class TargetTruth {
    private static final int HEAD_COUNT_AT = 1;
    private static final int HEAD_LENGTH_AT = 5;
    private static final int HEAD_HASH_AT = 13;

    private final CqlSession session;
    private final Keyspace keyspace;

    TargetTruth(CqlSession session, Keyspace keyspace) {
        this.session = session;
        this.keyspace = keyspace;
    }

    /** Every row with a value, by its old key. */
    Map<ByteString, StoredValue> rows(TableSpec spec) {
        KeyLayout layout = KeyLayout.of(spec.layout());
        Map<ByteString, StoredValue> rows = new HashMap<>();
        String columns = String.join(", ", keyColumns(spec.layout()));
        select("SELECT " + columns + ", value, head, expires, writetime(value) AS v, writetime(head) AS h,"
                        + " writetime(expires) AS e FROM " + keyspace.table(spec.target()))
                .forEach(row -> {
                    ByteString key = layout.key(columns(spec.layout(), row));
                    content(spec, key, row).ifPresent(value -> rows.put(key, value));
                });
        return rows;
    }

    private Optional<StoredValue> content(TableSpec spec, ByteString key, Row row) {
        long valueVersion = row.isNull("v") ? Long.MIN_VALUE : row.getLong("v");
        long headVersion = row.isNull("h") ? Long.MIN_VALUE : row.getLong("h");
        if (valueVersion == headVersion) {
            return Optional.empty();
        }
        ByteString value = valueVersion > headVersion
                ? bytes(row, "value")
                : chunks(spec, key, headVersion, row.getByteBuffer("head"));
        // An older write's expiry outlives it, unless that ended first.
        boolean expires = !row.isNull("e") && row.getLong("e") == Math.max(valueVersion, headVersion);
        return Optional.of(new StoredValue(value, expires ? row.getLong("expires") : StoredValue.NEVER));
    }

    private ByteString chunks(TableSpec spec, ByteString key, long version, ByteBuffer head) {
        int count = head.getInt(head.position() + HEAD_COUNT_AT);
        ByteString value = ByteString.EMPTY;
        int found = 0;
        for (Row chunk : select(
                "SELECT data FROM " + keyspace.table(spec.target() + "_chunks")
                        + " WHERE key = ? AND version = ? AND hash = ?",
                key.asReadOnlyByteBuffer(),
                version,
                head.slice(head.position() + HEAD_HASH_AT, head.remaining() - HEAD_HASH_AT))) {
            value = value.concat(bytes(chunk, "data"));
            found++;
        }
        if (found != count || value.size() != head.getLong(head.position() + HEAD_LENGTH_AT)) {
            throw new AssertionError("the large value of " + key.toStringUtf8() + " has " + found + " of " + count
                    + " chunks, together " + value.size() + " bytes");
        }
        return value;
    }

    private Iterable<Row> select(String cql, Object... values) {
        return session.execute(SimpleStatement.builder(cql)
                .addPositionalValues(values)
                .setConsistencyLevel(ConsistencyLevel.QUORUM)
                .setPageSize(500)
                .build());
    }

    /** The columns that make up a key, as the layout names them. */
    static String[] keyColumns(Layout layout) {
        if (layout instanceof Layout.Prefix) {
            return new String[] {"p", "c"};
        }
        return layout instanceof Layout.Bucketed ? new String[] {"p", "bucket", "c"} : new String[] {"key"};
    }

    private static KeyColumns columns(Layout layout, Row row) {
        if (layout instanceof Layout.Prefix) {
            return new KeyColumns(bytes(row, "p"), 0, bytes(row, "c"));
        }
        return layout instanceof Layout.Bucketed
                ? new KeyColumns(bytes(row, "p"), row.getInt("bucket"), bytes(row, "c"))
                : new KeyColumns(bytes(row, "key"), 0, ByteString.EMPTY);
    }

    private static ByteString bytes(Row row, String column) {
        return ByteString.copyFrom(row.getByteBuffer(column));
    }
}
