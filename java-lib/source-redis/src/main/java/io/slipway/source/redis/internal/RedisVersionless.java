package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.KvWrite;
import io.slipway.source.redis.RedisOptions;
import io.slipway.spi.KeyRange;
import io.slipway.spi.StoredValue;
import io.slipway.spi.versionless.VersionlessKvStore;
import io.slipway.spi.versionless.VersionlessStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The old store's rows, for services that know neither versions nor epochs. They take part in no incarnation: what they rely on is in the
 * rows and in the tables' states alone.
 */
public final class RedisVersionless implements VersionlessStore {

    private final Calls calls;
    private final Rows rows;

    private RedisVersionless(Calls calls) {
        this.calls = calls;
        this.rows = new Rows(calls);
    }

    /**
     * Connects as {@link io.slipway.source.redis.RedisSource#open} says.
     *
     * @param clock what times to live are counted from
     */
    public static KvStore open(RedisOptions options, RedisTime time, InstantSource clock) {
        return new VersionlessKvStore(new RedisVersionless(Calls.open(options, time, Optional.empty())), clock);
    }

    @Override
    public CompletionStage<Map<ByteString, ByteString>> read(String table, Collection<ByteString> keys) {
        return rows.read(table, Batches.VERSIONLESS, keys).thenApply(RedisVersionless::values);
    }

    private static Map<ByteString, ByteString> values(Map<ByteString, StoredValue> found) {
        return found.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .value()));
    }

    @Override
    public CompletionStage<Page> page(String table, KeyRange range, int limit) {
        return rows.page(table, Batches.VERSIONLESS, range, null, limit)
                .thenApply(page -> new Page(page.rows(), page.last()));
    }

    @Override
    public CompletionStage<List<KeyRange>> splits(String table, int parallelism) {
        return rows.survey(table, Batches.VERSIONLESS).thenApply(survey -> survey.ranges(parallelism));
    }

    @Override
    public CompletionStage<Void> write(List<KvWrite> writes) {
        return this.calls.<@Nullable Void>call(
                Script.WRITE,
                Effect.CHANGE,
                "table '" + writes.get(0).table() + "', write",
                Batches.write(writes),
                reply -> null);
    }

    @Override
    public void close() {
        calls.close();
    }
}
