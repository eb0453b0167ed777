package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.Redo;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableRefusal;
import io.slipway.spi.source.WriteReceipt;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps that write rows. */
final class WriteSteps {

    private WriteSteps() {}

    /** A batch under its callers' epochs. */
    static Step<WriteReceipt> write(SourceBatch batch, long outboxEntriesMax) {
        return group -> {
            Set<String> enrolled = new HashSet<>();
            for (SourceWrite write : batch.writes()) {
                TableRefusal.check(group.state(write.table().table()), write.table());
                if (group.state(write.table().table()).enrolled()) {
                    enrolled.add(write.table().table());
                }
            }
            if (!(enrolled.isEmpty() && batch.redo().isEmpty())
                    && group.outboxEntries()
                                    + batch.writes().size()
                                    + batch.redo().size()
                            > outboxEntriesMax) {
                throw full(outboxEntriesMax);
            }
            long version = group.versions().next();
            for (SourceWrite write : batch.writes()) {
                String table = write.table().table();
                put(group, table, write.key(), write.mutation(), version);
                if (enrolled.contains(table)) {
                    group.log(new Place(table, version, write.key()), null);
                }
            }
            for (Redo redo : batch.redo()) {
                VersionedWrite write = redo.write();
                group.log(
                        new Place(redo.table(), write.version(), write.key()),
                        Row.of(write.mutation(), write.version()));
            }
            return new WriteReceipt(version, Set.copyOf(enrolled));
        };
    }

    /** A group of writes by somebody who knows nothing of epochs. */
    static Step<@Nullable Void> writeVersionless(List<SourceWrite> writes) {
        return group -> {
            for (SourceWrite write : writes) {
                TableRefusal.checkVersionless(
                        group.state(write.table().table()), write.table().table());
            }
            long version = group.versions().next();
            writes.forEach(write -> put(group, write.table().table(), write.key(), write.mutation(), version));
            return null;
        };
    }

    /** Writes that were ordered elsewhere. Must run alone in its group, because it reads what is stored. */
    static Step<@Nullable Void> applyAtVersion(String table, List<VersionedWrite> writes) {
        return group -> {
            TableRefusal.checkSealed(group.state(table), table);
            List<ByteString> keys =
                    writes.stream().map(VersionedWrite::key).distinct().toList();
            List<byte @Nullable []> stored = group.store().database().get(Database.rows(table), keys, null);
            Map<ByteString, Long> versions = new HashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                byte @Nullable [] row = stored.get(i);
                versions.put(keys.get(i), row == null ? 0 : Row.decode(row).version());
            }
            for (VersionedWrite write : writes) {
                if (write.version() > versions.getOrDefault(write.key(), 0L)) {
                    group.putRow(table, write.key(), Row.of(write.mutation(), write.version()));
                    versions.put(write.key(), write.version());
                }
            }
            return null;
        };
    }

    private static void put(Group group, String table, ByteString key, Mutation mutation, long version) {
        if (mutation instanceof Mutation.Put) {
            group.putRow(table, key, Row.of(mutation, version));
        } else {
            group.deleteRow(table, key);
        }
    }

    private static StoreException full(long entriesMax) {
        return new StoreException(
                StoreException.Kind.OVERLOADED,
                KvErrorCode.OVERLOADED_OUTBOX,
                "the outbox holds the " + entriesMax
                        + " entries that source.rocksdb.outbox-entries allows: the target has"
                        + " been behind for too long; bring it back, or raise the bound and restart");
    }
}
