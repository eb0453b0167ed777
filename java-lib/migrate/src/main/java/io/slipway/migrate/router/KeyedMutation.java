package io.slipway.migrate.router;

import com.google.protobuf.ByteString;
import io.slipway.kv.spi.KvWrite;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.OutboxEntry;

/** One write of a call, before it has a version. */
record KeyedMutation(RoutedName name, ByteString key, Mutation mutation) {

    static KeyedMutation of(RoutedName name, KvWrite write) {
        ByteString value = write.value();
        return new KeyedMutation(
                name,
                write.key(),
                value == null ? Mutation.delete() : Mutation.put(new StoredValue(value, write.expirySecond())));
    }

    /** Bytes of key and value. */
    long bytes() {
        return key.size()
                + (mutation instanceof Mutation.Put put
                        ? (long) put.value().value().size()
                        : 0);
    }

    VersionedWrite at(long version) {
        return new VersionedWrite(key, mutation, version);
    }

    /** The entry that the source keeps for this write until the target is known to have it. */
    OutboxEntry entryAt(long version) {
        return new OutboxEntry(key, version, null);
    }
}
