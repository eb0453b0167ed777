package io.slipway.migrate.validate;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoredValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the validator does for one row of 32 + 1,024 bytes, beside a mere SHA-256 of the same bytes. In its package for the internals' sake. */
@State(Scope.Thread)
public class DigestBenchmark {

    private final ByteString key = ByteString.copyFrom(new byte[32]);
    private final StoredValue value = StoredValue.lasting(ByteString.copyFrom(new byte[1_024]));
    private final byte[] row = new byte[32 + 1_024];
    private final RowHash hash = new RowHash();
    private final BucketDigests digests = new BucketDigests(1_024);
    private final MessageDigest sha;

    public DigestBenchmark() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Benchmark
    public long row() {
        hash.key(key);
        int bucket = hash.bucket(digests.buckets());
        digests.add(bucket, hash.row(value), value.expirySecond());
        return digests.rows(bucket);
    }

    @Benchmark
    public byte[] sha() {
        return sha.digest(row);
    }
}
