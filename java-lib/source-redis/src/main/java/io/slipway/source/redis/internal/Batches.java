package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.spi.KvWrite;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.Redo;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Groups of writes and of entries, as {@code write.lua} and {@code confirm.lua} take them. */
final class Batches {

    /** How scripts write the epoch of a caller who knows none. */
    static final String VERSIONLESS = "-";

    private Batches() {}

    private record Row(ByteString key, Mutation mutation) {}

    static Arguments write(SourceBatch batch, long outboxEntriesMax) {
        Map<TableEpoch, List<Row>> tables = new LinkedHashMap<>();
        for (SourceWrite write : batch.writes()) {
            tables.computeIfAbsent(write.table(), table -> new ArrayList<>())
                    .add(new Row(write.key(), write.mutation()));
        }
        Arguments arguments = new Arguments().add(outboxEntriesMax).add(tables.size());
        tables.forEach((table, rows) -> add(arguments, table.table(), Long.toString(table.epoch()), rows));
        arguments.add(batch.redo().size());
        for (Redo redo : batch.redo()) {
            arguments
                    .add(redo.table())
                    .add(EntryCodec.encode(
                            new OutboxEntry(redo.write().key(), redo.write().version(), redo.write())));
        }
        return arguments;
    }

    static Arguments write(List<KvWrite> writes) {
        Map<String, List<Row>> tables = new LinkedHashMap<>();
        for (KvWrite write : writes) {
            tables.computeIfAbsent(write.table(), table -> new ArrayList<>())
                    .add(new Row(write.key(), mutation(write)));
        }
        Arguments arguments = new Arguments().add(0).add(tables.size());
        tables.forEach((table, rows) -> add(arguments, table, VERSIONLESS, rows));
        return arguments.add(0);
    }

    private static Mutation mutation(KvWrite write) {
        ByteString value = write.value();
        return value == null ? Mutation.delete() : Mutation.put(new StoredValue(value, write.expirySecond()));
    }

    private static void add(Arguments arguments, String table, String epoch, List<Row> rows) {
        arguments.add(table).add(epoch).add(rows.size());
        rows.forEach(row -> arguments.add(row.key()).add(row.mutation()));
    }

    static Arguments confirm(String table, Collection<OutboxEntry> entries) {
        Map<Long, List<ByteString>> versions = new TreeMap<>();
        List<ByteString> redos = new ArrayList<>();
        for (OutboxEntry entry : entries) {
            if (entry.redo() == null) {
                versions.computeIfAbsent(entry.version(), version -> new ArrayList<>())
                        .add(entry.key());
            } else {
                redos.add(EntryCodec.encode(entry));
            }
        }
        Arguments arguments = Arguments.of(table).add(versions.size());
        versions.forEach(
                (version, keys) -> arguments.add(version).add(keys.size()).addAll(keys));
        return arguments.addAll(redos);
    }
}
