package io.slipway.bench.server;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.internal.core.specex.ConstantSpeculativeExecutionPolicy;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.slipway.target.cql.internal.StatementTexts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** The driver as a careful user of it would call it: prepared statements, the same as Slipway's, at the same consistency. */
final class RawClient implements Client {

    private final CqlSession session;
    private final PreparedStatement read;
    private final PreparedStatement write;
    private final AtomicLong version = new AtomicLong(System.currentTimeMillis() * 1_000);

    RawClient(Place place, String table) {
        this.session = connect(place);
        this.read = session.prepare(StatementTexts.read(place.keyspace(), table));
        this.write = session.prepare(StatementTexts.write(place.keyspace(), table));
    }

    /** With the settings that Slipway chooses, too, as {@link Stores#config} asks for them: what they cost is no cost of Slipway's. */
    static CqlSession connect(Place place) {
        return CqlSession.builder()
                .addContactPoint(place.address())
                .withLocalDatacenter(place.datacenter())
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Stores.DEADLINE)
                        .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                        .withString(DefaultDriverOption.TIMESTAMP_GENERATOR_CLASS, "ServerSideTimestampGenerator")
                        .withInt(DefaultDriverOption.CONNECTION_MAX_REQUESTS, 4_096)
                        .withClass(
                                DefaultDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS,
                                ConstantSpeculativeExecutionPolicy.class)
                        .withInt(DefaultDriverOption.SPECULATIVE_EXECUTION_MAX, 2)
                        .withDuration(DefaultDriverOption.SPECULATIVE_EXECUTION_DELAY, Duration.ofMillis(500))
                        .build())
                .build();
    }

    @Override
    public CompletionStage<Optional<ByteString>> get(int key) {
        return session.executeAsync(read.boundStatementBuilder()
                        .setByteBuffer(0, Rows.key(key).asReadOnlyByteBuffer())
                        .build())
                .thenApply(RawClient::value);
    }

    @Override
    public CompletionStage<AsyncResultSet> put(int key) {
        return session.executeAsync(write.boundStatementBuilder()
                .setLong(0, version.incrementAndGet())
                .setByteBuffer(1, Rows.value(key).asReadOnlyByteBuffer())
                .setByteBuffer(2, Rows.key(key).asReadOnlyByteBuffer())
                .build());
    }

    @Override
    public CompletionStage<Void> getMany(int first) {
        return CompletableFuture.allOf(IntStream.range(first, first + Rows.GROUP)
                .mapToObj(key -> get(key).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        session.close();
    }

    private static Optional<ByteString> value(AsyncResultSet answer) {
        Row row = answer.one();
        ByteBuffer found = row == null ? null : row.getByteBuffer("value");
        return found == null ? Optional.empty() : Optional.of(UnsafeByteOperations.unsafeWrap(found));
    }
}
