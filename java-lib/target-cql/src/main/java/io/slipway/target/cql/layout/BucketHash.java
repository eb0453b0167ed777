package io.slipway.target.cql.layout;

import com.google.protobuf.ByteString;

/**
 * The bucket of a key's rest: 64-bit FNV-1a over its bytes, the finalizer of MurmurHash3 ({@code fmix64}) over that, and the remainder of
 * the result, taken as unsigned.
 *
 * <p>FNV-1a (draft-eastlake-fnv) is a dozen lines in any language; its low bits alone depend on the low bits of the input, which is why the
 * finalizer is there. Rows are found again through this function: it never changes.
 */
final class BucketHash {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private BucketHash() {}

    static int bucket(ByteString rest, int buckets) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < rest.size(); i++) {
            hash = (hash ^ (rest.byteAt(i) & 0xff)) * FNV_PRIME;
        }
        return (int) Long.remainderUnsigned(mix(hash), buckets);
    }

    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
