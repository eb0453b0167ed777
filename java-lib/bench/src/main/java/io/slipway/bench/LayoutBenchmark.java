package io.slipway.bench;

import com.google.protobuf.ByteString;
import io.slipway.spi.Layout;
import io.slipway.target.cql.layout.KeyColumns;
import io.slipway.target.cql.layout.KeyLayout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From a key to the target's columns and back, beside a mere copy of the key. */
@State(Scope.Thread)
public class LayoutBenchmark {

    private final ByteString key = ByteString.copyFromUtf8("java.base/java/util/concurrent/CompletableFuture.class");
    private final KeyLayout hash = KeyLayout.of(Layout.hash());
    private final KeyLayout prefix = KeyLayout.of(Layout.parse("prefix(until 0x2f)"));
    private final KeyLayout bucketed = KeyLayout.of(Layout.parse("bucketed(prefix(until 0x2f), 16)"));
    private final KeyColumns prefixed = prefix.columns(key);

    @Benchmark
    public byte[] copy() {
        return key.toByteArray();
    }

    @Benchmark
    public KeyColumns hash() {
        return hash.columns(key);
    }

    @Benchmark
    public KeyColumns prefix() {
        return prefix.columns(key);
    }

    @Benchmark
    public KeyColumns bucketed() {
        return bucketed.columns(key);
    }

    @Benchmark
    public ByteString inverse() {
        return prefix.key(prefixed);
    }
}
