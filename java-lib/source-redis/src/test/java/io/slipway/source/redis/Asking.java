package io.slipway.source.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Short forms of what tests ask a source, and what it answers. */
final class Asking {

    static final String TABLE = "reports";

    /** The epoch of every write here; accepted before enrolment, and after it up to the next move of the window. */
    static final long EPOCH = 3;

    private Asking() {}

    static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static StoreException refusal(CompletionStage<?> stage) {
        CompletionException failed = catchThrowableOfType(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        assertThat(failed).isNotNull();
        assertThat(failed.getCause()).isInstanceOf(StoreException.class);
        return (StoreException) failed.getCause();
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static SourceBatch putting(String... keysAndValues) {
        List<SourceWrite> writes = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            writes.add(new SourceWrite(
                    new TableEpoch(TABLE, EPOCH),
                    bytes(keysAndValues[i]),
                    Mutation.put(StoredValue.lasting(bytes(keysAndValues[i + 1])))));
        }
        return new SourceBatch(writes, List.of());
    }

    static SourceBatch expiring(String key, String value, long second) {
        return SourceBatch.of(new SourceWrite(
                new TableEpoch(TABLE, EPOCH), bytes(key), Mutation.put(new StoredValue(bytes(value), second))));
    }

    static long put(SourceStore source, String key, String value) {
        return answer(source.write(putting(key, value))).version();
    }

    /** The value of a key, by an epoch; null if it is absent. */
    static StoredValue get(SourceStore source, String key) {
        return answer(source.read(new TableEpoch(TABLE, EPOCH), List.of(bytes(key))))
                .get(bytes(key));
    }
}
