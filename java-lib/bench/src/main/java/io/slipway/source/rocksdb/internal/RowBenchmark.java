package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A stored row with a value of 256 bytes, beside a copy of the value. In its package for the internals' sake. */
@State(Scope.Thread)
public class RowBenchmark {

    private final ByteString value = ByteString.copyFrom(new byte[256]);
    private final Row row = Row.of(Mutation.put(new StoredValue(value, 2_000_000_000L)), 1_700_000_000_000_000L);
    private final byte[] encoded = row.encode();

    @Benchmark
    public byte[] encode() {
        return row.encode();
    }

    @Benchmark
    public Object decode() {
        return Row.decode(encoded);
    }

    @Benchmark
    public byte[] copy() {
        return value.toByteArray();
    }
}
