package io.slipway.spi.versionless;

import com.google.protobuf.ByteString;
import io.slipway.kv.spi.KvWrite;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What {@link VersionlessKvStore} needs of an old store. Every method is non-blocking, safe for many threads, fails with {@link
 * io.slipway.spi.StoreException}, and is refused with STALE_EPOCH if a table of it is enrolled. Expired values are absent.
 */
public interface VersionlessStore {

    /**
     * Rows in key order.
     *
     * @param last the scan goes on behind this key; null if the range is finished
     */
    record Page(List<KeyedValue> rows, @Nullable ByteString last) {}

    /** Values of those keys that are present. */
    CompletionStage<Map<ByteString, ByteString>> read(String table, Collection<ByteString> keys);

    /** At most {@code limit} rows of {@code range}; fewer only at its end, or if they are large. */
    CompletionStage<Page> page(String table, KeyRange range, int limit);

    /** Key ranges that cover the table without overlap, about {@code parallelism} of them. */
    CompletionStage<List<KeyRange>> splits(String table, int parallelism);

    /** Applies all writes, no two to one key of a table, in one atomic step, or none. */
    CompletionStage<Void> write(List<KvWrite> writes);

    /** Waits for operations in flight and releases the store. Idempotent. */
    void close();
}
