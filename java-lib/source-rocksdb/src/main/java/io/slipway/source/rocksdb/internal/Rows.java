package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoredValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a table's rows: what has expired or been removed is left out. */
final class Rows {

    /** Rows a page may pass over without finding one to show, so that a desert of expired rows cannot hold a reader for long. */
    private static final int HIDDEN_MAX = 10_000;

    private Rows() {}

    /** Those {@code keys} that are present as of {@code pin}, or now. */
    static Map<ByteString, StoredValue> find(
            Database database, String table, List<ByteString> keys, @Nullable Pin pin, Instant now) {
        List<byte @Nullable []> rows = database.get(Database.rows(table), keys, pin);
        Map<ByteString, StoredValue> found = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            byte @Nullable [] row = rows.get(i);
            StoredValue visible = row == null ? null : Row.decode(row).visibleAt(now);
            if (visible != null) {
                found.put(keys.get(i), visible);
            }
        }
        return found;
    }

    /** The first {@code limit} rows of {@code range}, now. */
    static List<KeyedValue> first(Database database, String table, KeyRange range, int limit, Instant now) {
        List<KeyedValue> rows = new ArrayList<>();
        database.scan(Database.rows(table), range, null, at -> {
            Row row = Row.decode(at.value());
            StoredValue visible = row.visibleAt(now);
            if (visible != null) {
                rows.add(new KeyedValue(Database.key(at), visible, row.version()));
            }
            return rows.size() < limit;
        });
        return rows;
    }

    /**
     * Some rows of a range in order.
     *
     * @param last the page goes on behind this key; null if it reaches the end of the range
     */
    record Page(List<KeyedValue> rows, @Nullable ByteString last) {}

    /** The next rows of {@code range} as of {@code pin}, or now: at most {@code limit}, and about {@code bytesMax} bytes of values. */
    static Page page(
            Database database, String table, KeyRange range, @Nullable Pin pin, int limit, long bytesMax, Instant now) {
        Paging paging = new Paging(limit, bytesMax, now);
        database.scan(Database.rows(table), range, pin, at -> {
            paging.add(Database.key(at), Row.decode(at.value()));
            return !paging.full;
        });
        return new Page(paging.rows, paging.full ? paging.last : null);
    }

    private static final class Paging {
        final List<KeyedValue> rows = new ArrayList<>();
        private final int limit;
        private final long bytesMax;
        private final Instant now;
        private long bytes;
        private int hidden;

        @Nullable
        ByteString last;

        boolean full;

        Paging(int limit, long bytesMax, Instant now) {
            this.limit = limit;
            this.bytesMax = bytesMax;
            this.now = now;
        }

        void add(ByteString key, Row row) {
            StoredValue visible = row.visibleAt(now);
            if (visible == null) {
                hidden++;
            } else {
                rows.add(new KeyedValue(key, visible, row.version()));
                bytes += visible.value().size();
            }
            last = key;
            full = rows.size() >= limit || bytes >= bytesMax || hidden >= HIDDEN_MAX;
        }
    }
}
