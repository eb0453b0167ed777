package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.OutboxEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads outbox entries: from memory, and where they carry a redo, its row from the database. */
final class OutboxReads {

    private OutboxReads() {}

    static List<OutboxEntry> oldest(Incarnation store, String table, long afterVersion, int limit) {
        List<OutboxEntry> entries = new ArrayList<>();
        for (Map.Entry<Place, OutboxIndex.Entry> known : store.outbox().oldest(table, afterVersion, limit)) {
            Place place = known.getKey();
            if (!known.getValue().redo()) {
                entries.add(new OutboxEntry(place.key(), place.version(), null));
                continue;
            }
            byte @Nullable [] row = store.database()
                    .get(Database.OUTBOX, List.of(ByteString.copyFrom(place.encode())), null)
                    .get(0);
            // Gone if it was confirmed between the two looks.
            if (row != null) {
                entries.add(new OutboxEntry(place.key(), place.version(), redo(place, Row.decode(row))));
            }
        }
        return entries;
    }

    static Map<OutboxEntry, String> parked(Incarnation store, String table) {
        Map<OutboxEntry, String> parked = new LinkedHashMap<>();
        ByteString from = ByteString.copyFromUtf8(table + "\0");
        ByteString to = ByteString.copyFromUtf8(table + "\1");
        store.database().scan(Database.PARKED, new KeyRange(from, to), null, at -> {
            Place place = Place.decode(at.key());
            ParkedEntry entry = ParkedEntry.decode(at.value());
            Row redo = entry.redo();
            parked.put(
                    new OutboxEntry(place.key(), place.version(), redo == null ? null : redo(place, redo)),
                    entry.reason());
            return true;
        });
        return parked;
    }

    private static VersionedWrite redo(Place place, Row row) {
        return new VersionedWrite(place.key(), row.mutation(), row.version());
    }
}
