package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.Layout;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedValue;
import io.slipway.target.cql.chunk.ChunkHead;
import io.slipway.target.cql.layout.KeyColumns;
import io.slipway.target.cql.layout.KeyLayout;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns rows of the server into keys and contents. Stateless. */
final class RowReader {

    /** What every select asks for, behind the key columns. */
    static final String COLUMNS = "value, head, expires, writetime(value) AS value_version,"
            + " writetime(head) AS head_version, writetime(expires) AS expires_version,"
            + " ttl(value) AS value_ttl, ttl(head) AS head_ttl";

    // Where COLUMNS has them, behind the key columns. Rows are asked by position: to look a name up costs more than to
    // read the cell.
    private static final int VALUE = 0;
    private static final int HEAD = 1;
    private static final int EXPIRES = 2;
    private static final int VALUE_VERSION = 3;
    private static final int HEAD_VERSION = 4;
    private static final int EXPIRES_VERSION = 5;
    private static final int VALUE_TTL = 6;
    private static final int HEAD_TTL = 7;

    /** By how much two clocks, and the way of a request, may make the server's expiry differ from the one that was asked for. */
    private static final long EXPIRY_SLACK_S = 2;

    /** What a row takes besides its value, about. */
    private static final int ROW_BYTES = 64;

    private final KeyLayout layout;
    private final int first;
    private final Time time;

    RowReader(KeyLayout layout, Time time) {
        this.layout = layout;
        this.first = TableShape.ofValues(layout.layout()).keyNames().size();
        this.time = time;
    }

    /** The row's key. */
    ByteString key(Row row) {
        try {
            return layout.key(columns(row));
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    KvErrorCode.DATA_CORRUPT,
                    "a row of the target has a key that layout "
                            + layout.layout().text() + " gives to no key; somebody else wrote it",
                    e);
        }
    }

    private KeyColumns columns(Row row) {
        if (layout.layout() instanceof Layout.Hash) {
            return new KeyColumns(bytes(row, 0), 0, ByteString.EMPTY);
        }
        int bucket = layout.layout() instanceof Layout.Bucketed ? row.getInt(1) : 0;
        return new KeyColumns(bytes(row, 0), bucket, bytes(row, first - 1));
    }

    /** About how large the row is. */
    int bytes(Row row) {
        ByteBuffer value = row.getBytesUnsafe(first + VALUE);
        return ROW_BYTES + (value == null ? 0 : value.remaining());
    }

    /** The row's content; empty if it has none, or none any more. */
    Optional<io.slipway.target.cql.chunk.Row> content(Row row) {
        long valueVersion = version(row, VALUE_VERSION);
        long headVersion = version(row, HEAD_VERSION);
        long version = Math.max(valueVersion, headVersion);
        if (version == Long.MIN_VALUE) {
            return Optional.empty();
        }
        // Two writes of one version: the larger value wins, and a value in chunks is larger than any other.
        boolean whole = headVersion != version;
        long expirySecond = expirySecond(row, first + (whole ? VALUE_TTL : HEAD_TTL), version);
        if (expirySecond <= time.nowSecond()) {
            return Optional.empty();
        }
        io.slipway.target.cql.chunk.Row.Content content = whole
                ? new io.slipway.target.cql.chunk.Row.Whole(bytes(row, first + VALUE))
                : new io.slipway.target.cql.chunk.Row.Chunked(head(row));
        return Optional.of(new io.slipway.target.cql.chunk.Row(content, expirySecond, version));
    }

    /** The row's value if it has one, in one piece; else null, and {@link #content} tells why. Allocates no more than that. */
    @Nullable
    VersionedValue whole(Row row) {
        long valueVersion = version(row, VALUE_VERSION);
        if (valueVersion == Long.MIN_VALUE || version(row, HEAD_VERSION) >= valueVersion) {
            return null;
        }
        long expirySecond = expirySecond(row, first + VALUE_TTL, valueVersion);
        return expirySecond != StoredValue.NEVER && expirySecond <= time.nowSecond()
                ? null
                : new VersionedValue(new StoredValue(bytes(row, first + VALUE), expirySecond), valueVersion);
    }

    private long version(Row row, int column) {
        return row.isNull(first + column) ? Long.MIN_VALUE : row.getLong(first + column);
    }

    /**
     * The second that was asked for where the row still knows it, else the server's. They differ where the write came late, or where the
     * column belongs to another write.
     */
    private long expirySecond(Row row, int ttl, long version) {
        if (row.isNull(ttl)) {
            return StoredValue.NEVER;
        }
        long atServer = time.nowSecond() + row.getInt(ttl);
        boolean known = !row.isNull(first + EXPIRES) && version(row, EXPIRES_VERSION) == version;
        long asked = known ? row.getLong(first + EXPIRES) : atServer;
        return Math.abs(atServer - asked) <= EXPIRY_SLACK_S ? asked : atServer;
    }

    private ChunkHead head(Row row) {
        try {
            return ChunkHead.decode(bytes(row, first + HEAD));
        } catch (IllegalArgumentException e) {
            throw new StoreException(StoreException.Kind.CORRUPT, KvErrorCode.DATA_CORRUPT, "unreadable chunk head", e);
        }
    }

    static ByteString bytes(Row row, int column) {
        return wrap(row.getBytesUnsafe(column));
    }

    static ByteString bytes(Row row, String column) {
        return wrap(row.getBytesUnsafe(column));
    }

    /** The driver gives each cell an array of its own and never writes to it again, so it need not be copied. */
    static ByteString wrap(@Nullable ByteBuffer buffer) {
        return buffer == null ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(buffer);
    }
}
