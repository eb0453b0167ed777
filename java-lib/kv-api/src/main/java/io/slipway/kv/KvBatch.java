package io.slipway.kv;

import com.google.protobuf.ByteString;
import java.util.concurrent.CompletionStage;

/**
 * An all-or-nothing group of puts and deletes over several tables.
 *
 * <p>Either all writes take effect in the end or none does; readers may see some of them a moment before the others. Of several writes to
 * one key the last counts. At most 1,000 writes and 5 MiB of keys and values. Built by one thread, committed once.
 */
public interface KvBatch {

    KvBatch put(String table, ByteString key, ByteString value);

    KvBatch put(String table, ByteString key, ByteString value, PutOptions options);

    KvBatch delete(String table, ByteString key);

    /** The number of writes so far, after several to one key have collapsed into one. */
    int size();

    /**
     * Applies the group. An empty batch does nothing.
     *
     * @throws KvUserException if a bound is exceeded
     * @throws KvUnknownOutcomeException if all of it may have been applied, or none; never a part for good
     * @throws IllegalStateException if it was committed before
     */
    void commit();

    CompletionStage<Void> commitAsync();
}
