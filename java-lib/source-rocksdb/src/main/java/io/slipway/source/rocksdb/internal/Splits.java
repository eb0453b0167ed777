package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksIterator;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;

/**
 * Cuts a table into key ranges of similar size.
 *
 * <p>A range is cut where RocksDB's estimate of the bytes before a key reaches the share of half the parts; that key is found by
 * bisection over the 8 bytes behind what the range's first and last key have in common. Each part is cut again by itself, with its own
 * first and last key, so long common prefixes do no harm. A table too small for estimates is cut by counting.
 */
final class Splits {

    private static final int COUNTED_BYTES_MAX = 1 << 20;

    private final RocksDB db;
    private final ColumnFamilyHandle family;
    private final ReadOptions options;
    private final List<KeyRange> cut = new ArrayList<>();

    private Splits(RocksDB db, ColumnFamilyHandle family, ReadOptions options) {
        this.db = db;
        this.family = family;
        this.options = options;
    }

    /** About {@code parallelism} ranges that cover the table. */
    static List<KeyRange> of(Pin pin, String table, int parallelism) {
        List<KeyRange> cut = pin.database().inspect(Database.rows(table), (db, family) -> {
            try (ReadOptions options = new ReadOptions().setSnapshot(pin.snapshot())) {
                return new Splits(db, family, options).cut(parallelism);
            }
        });
        return cut == null ? List.of(KeyRange.ALL) : cut;
    }

    private List<KeyRange> cut(int parallelism) {
        ByteString last = last(null);
        if (parallelism < 2 || last == null) {
            return List.of(KeyRange.ALL);
        }
        if (bytes(ByteString.EMPTY, KeyRange.ALL.behind(last).from()) <= COUNTED_BYTES_MAX) {
            return count(parallelism);
        }
        bisect(KeyRange.ALL, parallelism);
        return cut;
    }

    private List<KeyRange> count(int parallelism) {
        List<ByteString> keys = new ArrayList<>();
        try (RocksIterator iterator = db.newIterator(family, options)) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                keys.add(Database.key(iterator));
            }
        }
        int parts = Math.min(parallelism, keys.size());
        ByteString from = ByteString.EMPTY;
        for (int part = 1; part < parts; part++) {
            ByteString to = keys.get((int) ((long) keys.size() * part / parts));
            cut.add(new KeyRange(from, to));
            from = to;
        }
        cut.add(new KeyRange(from, null));
        return cut;
    }

    private void bisect(KeyRange range, int parts) {
        ByteString first = firstAtOrBehind(range.from());
        ByteString last = last(range.to());
        ByteString at = parts < 2 || first == null || last == null ? null : boundary(first, last, parts);
        if (at == null || !range.contains(at) || at.equals(first)) {
            cut.add(range);
            return;
        }
        // Keys that differ late only leave no cut where it was wanted: then the larger side gets more of the parts.
        double share = (double) bytes(first, at) / Math.max(1, bytes(first, last));
        int left = Math.max(1, Math.min(parts - 1, (int) Math.round(parts * share)));
        bisect(new KeyRange(range.from(), at), left);
        bisect(new KeyRange(at, range.to()), parts - left);
    }

    /** The first stored key that has the share of half the {@code parts} between {@code first} and {@code last} before it. */
    private @Nullable ByteString boundary(ByteString first, ByteString last, int parts) {
        int common = 0;
        while (common < Math.min(first.size(), last.size()) && first.byteAt(common) == last.byteAt(common)) {
            common++;
        }
        ByteString prefix = first.substring(0, common);
        long goal = bytes(first, last) * (parts / 2) / parts;
        long low = number(first, common);
        long high = number(last, common);
        while (Long.compareUnsigned(low, high) < 0) {
            long middle = low + ((high - low) >>> 1);
            if (bytes(first, key(prefix, middle)) < goal) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return firstAtOrBehind(key(prefix, low));
    }

    private long bytes(ByteString from, ByteString to) {
        if (ByteString.unsignedLexicographicalComparator().compare(from, to) >= 0) {
            return 0;
        }
        try (Slice begin = new Slice(from.toByteArray());
                Slice end = new Slice(to.toByteArray())) {
            return db.getApproximateSizes(
                            family,
                            List.of(new Range(begin, end)),
                            SizeApproximationFlag.INCLUDE_FILES,
                            SizeApproximationFlag.INCLUDE_MEMTABLES)[0];
        }
    }

    private @Nullable ByteString firstAtOrBehind(ByteString key) {
        try (RocksIterator iterator = db.newIterator(family, options)) {
            iterator.seek(key.toByteArray());
            return iterator.isValid() ? Database.key(iterator) : null;
        }
    }

    /** The last stored key before {@code bound}. */
    private @Nullable ByteString last(@Nullable ByteString bound) {
        try (RocksIterator iterator = db.newIterator(family, options)) {
            if (bound == null) {
                iterator.seekToLast();
            } else {
                iterator.seekForPrev(bound.toByteArray());
                if (iterator.isValid() && Database.key(iterator).equals(bound)) {
                    iterator.prev();
                }
            }
            return iterator.isValid() ? Database.key(iterator) : null;
        }
    }

    /** The 8 bytes of {@code key} from {@code at}, as an unsigned number; what it is shorter counts as zeros. */
    private static long number(ByteString key, int at) {
        ByteBuffer eight = ByteBuffer.allocate(Long.BYTES);
        key.substring(at, Math.min(key.size(), at + Long.BYTES)).copyTo(eight);
        return eight.getLong(0);
    }

    private static ByteString key(ByteString prefix, long number) {
        return prefix.concat(ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(0, number)));
    }
}
