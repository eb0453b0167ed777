package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoredValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in key order, as {@code walk.lua} reads them.
 *
 * @param last the last key looked at; null if the range is finished
 * @param gone keys of the index that have no row
 * @param version the page's own; 0 if it has none
 */
record RowPage(List<KeyedValue> rows, @Nullable ByteString last, List<ByteString> gone, long version) {

    /** No script looks at more keys, or reads much more than these bytes: a thousand keys take the server about a millisecond. */
    private static final int KEYS_MAX = 1_000;

    private static final int BYTES_MAX = 4 << 20;

    private static final ByteString BEGINNING = ByteString.copyFromUtf8("-");
    private static final ByteString END = ByteString.copyFromUtf8("+");
    private static final ByteString AT = ByteString.copyFromUtf8("[");
    private static final ByteString BESIDE = ByteString.copyFromUtf8("(");

    /** The part of the arguments that says what to read. */
    static Arguments ask(Arguments arguments, KeyRange range, @Nullable ByteString resume, int limit, int bytes) {
        ByteString to = range.to();
        return arguments
                .add(
                        resume != null
                                ? BESIDE.concat(resume)
                                : range.from().isEmpty() ? BEGINNING : AT.concat(range.from()))
                .add(to == null ? END : BESIDE.concat(to))
                .add(limit)
                .add(Math.min(bytes, BYTES_MAX))
                .add(KEYS_MAX);
    }

    static RowPage read(Reply reply) {
        Reply found = reply.list();
        List<KeyedValue> rows = new ArrayList<>();
        while (found.hasMore()) {
            ByteString key = found.bytes();
            StoredValue stored = found.stored();
            if (stored != null) {
                rows.add(new KeyedValue(key, stored, 0));
            }
        }
        ByteString last = reply.bytesOrNull();
        List<ByteString> gone = new ArrayList<>();
        Reply without = reply.list();
        while (without.hasMore()) {
            gone.add(without.bytes());
        }
        return new RowPage(rows, last, gone, reply.hasMore() ? reply.number() : 0);
    }
}
