package io.slipway.kv.spi;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;

/** What a store knows of its tables before any I/O: bounds that may be tighter than the interface's. Thread-safe. */
public interface TableRules {

    /** The interface's own bounds for every table. */
    TableRules DEFAULT = new TableRules() {};

    /**
     * Checks a key of {@code table}.
     *
     * @throws io.slipway.kv.KvUserException if it is empty or longer than the table's layout allows
     */
    default void checkKey(String table, String operation, ByteString key) {
        KvBounds.checkKey(table, operation, key);
    }

    /** The largest value of {@code table}, in bytes. */
    default int valueBytesMax(String table) {
        return KvBounds.VALUE_BYTES_MAX_DEFAULT;
    }
}
