package io.slipway.kv;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.slipway.kv.spi.Providers;
import java.util.concurrent.CompletionStage;

/**
 * An open key-value store: a process opens one, shares it between all its threads and closes it once.
 *
 * <p>All methods are safe for use by many threads at once. Which database answers is decided by the provider jar on the class path.
 */
public interface KvStore extends AutoCloseable {

    /**
     * Opens a store with the provider of the highest priority on the class path.
     *
     * @throws KvUserException if the configuration is wrong, before anything is contacted, or if no provider is on the class path
     * @throws KvUnavailableException if the store cannot be reached
     */
    static KvStore open(KvConfig config) {
        return Providers.select(config).open(config);
    }

    /**
     * The table of that name. No I/O happens: a table that does not exist is reported by its first operation.
     *
     * @param name 1 to 48 characters, {@code [a-z][a-z0-9_]*}
     * @throws KvUserException if the name is malformed
     */
    KvTable table(String name);

    /**
     * A typed view of a table: values are parsed with {@code parser} on read and packed on write.
     *
     * @throws KvUserException if the name is malformed
     */
    default <M extends MessageLite> ProtoTable<M> table(String name, Parser<M> parser) {
        return new ProtoTable<>(table(name), parser);
    }

    /** Starts an empty all-or-nothing group of writes over any tables of this store. */
    KvBatch batch();

    /** Refuses new operations, waits for those in flight (bounded by the configured deadline) and releases everything. Idempotent. */
    @Override
    void close();

    /** The asynchronous form of {@link #close()}: completes when everything in flight has been answered and resources are released. */
    CompletionStage<Void> closeAsync();

    /** Closes without waiting: operations in flight fail, writes among them with an unknown outcome. Idempotent. */
    void forceClose();
}
