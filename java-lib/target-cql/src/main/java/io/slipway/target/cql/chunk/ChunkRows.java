package io.slipway.target.cql.chunk;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoredValue;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The rows of one table and of its chunks, as the chunk protocol needs them.
 *
 * <p>Every write is last-write-wins by its version (of two of one version a tombstone wins, else a head, else the greater bytes), durable
 * when its stage completes, and harmless when repeated. A failed write may have been applied, or may be applied later. Failures are {@link io.slipway.spi.StoreException}s and end the protocol's call.
 */
public interface ChunkRows {

    /** The row's content of the greatest version, as of now; empty if that is a tombstone or has expired, or if nothing was ever there. */
    CompletionStage<Optional<Row>> read(ByteString key);

    /** Sets the row to a whole value. */
    CompletionStage<Void> writeValue(ByteString key, StoredValue value, long version);

    /** Sets the row to a head, which stands for the chunks of the same version and hash. */
    CompletionStage<Void> writeHead(ByteString key, ChunkHead head, long expirySecond, long version);

    /** Sets the row to a tombstone, also where nothing is. Leaves chunks alone. */
    CompletionStage<Void> writeTombstone(ByteString key, long version);

    /** Adds one chunk. It must live at least until {@code expirySecond}, and somewhat longer. */
    CompletionStage<Void> writeChunk(ByteString key, ChunkSet set, int index, ByteString bytes, long expirySecond);

    /** One chunk; empty if it is not there. */
    CompletionStage<Optional<ByteString>> readChunk(ByteString key, ChunkSet set, int index);

    /** Removes the key's chunks of all versions below {@code version}, for good: chunks of such versions written later vanish too. */
    CompletionStage<Void> deleteChunksBelow(ByteString key, long version);
}
