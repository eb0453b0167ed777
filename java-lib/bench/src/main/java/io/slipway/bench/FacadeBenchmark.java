package io.slipway.bench;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.slipway.kv.KvTable;
import io.slipway.kv.spi.Waiting;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One operation through the interface at stage {@code target}, beside the calls that a careful user of the driver would make: the same
 * statements on the same stub session, both from a key to a value in protobuf's bytes.
 */
@State(Scope.Benchmark)
public class FacadeBenchmark {

    private final ByteString key = ByteString.copyFrom(new byte[32]);
    private final ByteString value = ByteString.copyFrom(new byte[256]);

    private StubbedStore store;
    private KvTable table;
    private CqlSession session;
    private PreparedStatement read;
    private PreparedStatement write;
    private long version;

    @Setup
    public void open() {
        store = StubbedStore.open();
        table = store.table();
        session = store.session();
        read = Waiting.on(session.prepareAsync("SELECT key, value FROM bench WHERE key = ?"));
        write = Waiting.on(session.prepareAsync("UPDATE bench USING TIMESTAMP ? SET value = ? WHERE key = ?"));
        version = System.currentTimeMillis() * 1_000;
    }

    @TearDown
    public void close() {
        store.close();
    }

    @Benchmark
    public Optional<ByteString> facadeGet() {
        return table.get(key);
    }

    @Benchmark
    public void facadePut() {
        table.put(key, value);
    }

    @Benchmark
    public Optional<ByteString> driverGet() {
        Row row = session.executeAsync(read.boundStatementBuilder()
                        .setByteBuffer(0, key.asReadOnlyByteBuffer())
                        .build())
                .toCompletableFuture()
                .join()
                .one();
        if (row == null) {
            return Optional.empty();
        }
        ByteBuffer found = row.getByteBuffer("value");
        return found == null ? Optional.empty() : Optional.of(UnsafeByteOperations.unsafeWrap(found));
    }

    @Benchmark
    public void driverPut() {
        session.executeAsync(write.boundStatementBuilder()
                        .setLong(0, version++)
                        .setByteBuffer(1, value.asReadOnlyByteBuffer())
                        .setByteBuffer(2, key.asReadOnlyByteBuffer())
                        .build())
                .toCompletableFuture()
                .join();
    }
}
