package io.slipway.migrate.validate;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoredValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a group of buckets that one side has shown and the other has not yet: what is left at the end, or did not match, is looked
 * at again key by key. Not thread-safe.
 */
final class Unmatched {

    private record Print(RowHash.Row hash, long expirySecond, boolean source) {}

    private final BitSet group;
    private final int buckets;
    private final double sample;
    private final RowHash hash = new RowHash();
    private final Map<ByteString, Print> waiting = new HashMap<>();
    private final List<ByteString> mismatched = new ArrayList<>();

    Unmatched(BitSet group, int buckets, double sample) {
        this.group = group;
        this.buckets = buckets;
        this.sample = sample;
    }

    void add(KeyedValue row, boolean source) {
        hash.key(row.key());
        if (!group.get(hash.bucket(buckets)) || !hash.sampled(sample)) {
            return;
        }
        Print print = new Print(hash.row(row.stored()), row.stored().expirySecond(), source);
        Print other = waiting.get(row.key());
        if (other == null || other.source() == source) {
            waiting.put(row.key(), print);
            return;
        }
        waiting.remove(row.key());
        if (!other.hash().equals(print.hash()) || !sameExpiry(other.expirySecond(), print.expirySecond())) {
            mismatched.add(row.key());
        }
    }

    /** Keys that seem to differ. */
    List<ByteString> candidates() {
        List<ByteString> keys = new ArrayList<>(mismatched);
        keys.addAll(waiting.keySet());
        return keys;
    }

    /** Servers count a time to live down in whole seconds from their own clock: two seconds are no difference. */
    static boolean sameExpiry(long one, long other) {
        if (one == StoredValue.NEVER || other == StoredValue.NEVER) {
            return one == other;
        }
        return Math.abs(one - other) <= 2;
    }
}
