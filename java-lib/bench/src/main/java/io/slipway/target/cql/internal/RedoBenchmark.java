package io.slipway.target.cql.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedWrite;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The redo record of ten writes of 256 bytes, beside a copy of its bytes. In its package for the internals' sake. */
@State(Scope.Thread)
public class RedoBenchmark {

    private final RedoRecord record = record();
    private final ByteString encoded = record.encode();

    private static RedoRecord record() {
        TableSpec table = TableSpec.of("bench", Layout.hash());
        List<RedoRecord.Entry> entries = IntStream.range(0, 10)
                .mapToObj(i -> new RedoRecord.Entry(
                        table,
                        new VersionedWrite(
                                ByteString.copyFrom(new byte[32]),
                                Mutation.put(StoredValue.lasting(ByteString.copyFrom(new byte[256]))),
                                1_700_000_000_000_000L + i)))
                .toList();
        return new RedoRecord(entries);
    }

    @Benchmark
    public ByteString encode() {
        return record.encode();
    }

    @Benchmark
    public Object decode() {
        return RedoRecord.decode(encoded);
    }

    @Benchmark
    public byte[] copy() {
        return encoded.toByteArray();
    }
}
