package io.slipway.spi.target;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.StoreException;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.VersionedWrite;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A table of the new store. Fails with {@link StoreException}; thread-safe; bounded in flight: beyond its bound calls fail at once with
 * {@link StoreException.Kind#OVERLOADED}, nothing queues.
 */
public interface TargetTable {

    TableSpec spec();

    /**
     * The reason why {@code key} does not fit this table's layout; empty if it does. No I/O. A service's write is checked with it before
     * anything is sent, from enrolment on.
     */
    Optional<String> keyRefusal(ByteString key);

    /** The reason why the layout cannot scan {@code range} in order, naming a layout that could; empty if it can. No I/O. */
    Optional<String> scanRefusal(KeyRange range);

    /**
     * Writes at the write's version: a value with what remains of its time to live, or a tombstone (also where nothing is, and in place of a
     * value that has expired meanwhile). Values above the chunk limit are split. Idempotent.
     */
    CompletionStage<Void> apply(VersionedWrite write, Duration timeout);

    /** The value of a key with its version; empty if absent. Large values are reassembled and checked. */
    CompletionStage<Optional<VersionedValue>> read(ByteString key, Duration timeout);

    /** The values of those keys that are present. */
    CompletionStage<Map<ByteString, VersionedValue>> readMany(Collection<ByteString> keys, Duration timeout);

    /** Rows of {@code range} in key order, at most {@code limit}; none only at the end. Refused like {@link #scanRefusal}. */
    CompletionStage<TargetPage> scan(KeyRange range, int limit, Duration timeout);

    /** Parts that together cover the table, about {@code parallelism}. */
    List<TargetSplit> splits(int parallelism);

    /** The next rows of a part from behind {@code resume} (null: from its beginning), unordered, at most {@code limit}. A page may be empty, and names broken values. */
    CompletionStage<TargetPage> scanAll(TargetSplit split, @Nullable ByteString resume, int limit, Duration timeout);
}
