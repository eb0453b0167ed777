package io.slipway.migrate.validate;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.BitSet;

/**
 * A sum of rows' hashes for each bucket of keys: 128 bits and a count, whatever the order of the rows (Bellare and Micciancio's additive
 * hash, AdHash). Two sides with the same rows have the same sums; two with different rows have them with a chance of about 2^-128.
 *
 * <p>24 bytes a bucket. Not thread-safe.
 */
final class BucketDigests {

    static final int BUCKETS_MAX = 1 << 18;

    /** Rows that a bucket may have before there are more buckets. */
    private static final int ROWS_PER_BUCKET = 256;

    /** Spreads the expiry over all bits of the sum. */
    private static final long EXPIRY_FACTOR = 0x9E3779B97F4A7C15L;

    private final long[] high;
    private final long[] low;
    private final long[] rows;

    BucketDigests(int buckets) {
        if (buckets < 1 || buckets > BUCKETS_MAX || Integer.bitCount(buckets) != 1) {
            throw new IllegalArgumentException("not a power of two up to " + BUCKETS_MAX + ": " + buckets);
        }
        this.high = new long[buckets];
        this.low = new long[buckets];
        this.rows = new long[buckets];
    }

    /** How many buckets a table of about so many rows gets. */
    static int bucketsFor(long rowsEstimated, int bucketsMin) {
        int buckets = bucketsMin;
        while (buckets < BUCKETS_MAX && rowsEstimated / ROWS_PER_BUCKET > buckets) {
            buckets *= 2;
        }
        return buckets;
    }

    int buckets() {
        return rows.length;
    }

    void add(int bucket, RowHash.Row row, long expirySecond) {
        high[bucket] += row.high() ^ Long.rotateLeft(expirySecond * EXPIRY_FACTOR, 31);
        low[bucket] += row.low();
        rows[bucket]++;
    }

    void add(BucketDigests other) {
        for (int i = 0; i < rows.length; i++) {
            high[i] += other.high[i];
            low[i] += other.low[i];
            rows[i] += other.rows[i];
        }
    }

    long rows(int bucket) {
        return rows[bucket];
    }

    long rows() {
        long sum = 0;
        for (long count : rows) {
            sum += count;
        }
        return sum;
    }

    /** The buckets in which the two sides differ. */
    BitSet differing(BucketDigests other) {
        BitSet differing = new BitSet(rows.length);
        for (int i = 0; i < rows.length; i++) {
            if (high[i] != other.high[i] || low[i] != other.low[i] || rows[i] != other.rows[i]) {
                differing.set(i);
            }
        }
        return differing;
    }

    void write(CodedOutputStream out) throws IOException {
        out.writeInt32NoTag(rows.length);
        for (int i = 0; i < rows.length; i++) {
            out.writeInt64NoTag(rows[i]);
            if (rows[i] != 0) {
                out.writeFixed64NoTag(high[i]);
                out.writeFixed64NoTag(low[i]);
            }
        }
    }

    /** @throws IOException or IllegalArgumentException if the bytes are malformed */
    static BucketDigests read(CodedInputStream in) throws IOException {
        BucketDigests digests = new BucketDigests(in.readInt32());
        for (int i = 0; i < digests.rows.length; i++) {
            digests.rows[i] = in.readInt64();
            if (digests.rows[i] != 0) {
                digests.high[i] = in.readFixed64();
                digests.low[i] = in.readFixed64();
            }
        }
        return digests;
    }
}
