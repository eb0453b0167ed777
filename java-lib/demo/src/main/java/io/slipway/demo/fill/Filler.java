package io.slipway.demo.fill;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.slipway.demo.analysis.InputRecord;
import io.slipway.demo.analysis.RecordSink;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.traffic.Expectation;
import io.slipway.demo.traffic.KeyBook;
import io.slipway.demo.traffic.Ledger;
import io.slipway.demo.v1.Sighting;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvStore;
import io.slipway.kv.PutOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts records into a store in groups of one table and one time to live. For one thread. */
public final class Filler implements RecordSink {
    private static final int GROUP_ROWS_MAX = 256;
    private static final int GROUP_BYTES_MAX = 2 << 20;

    /** Reports above this are stored in chunks. */
    private static final int LARGE_BYTES_MIN = 1 << 20;

    /** A group under several megabytes takes longer than one small operation. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private record GroupKey(DemoTable table, @Nullable Duration ttl) {}

    private static final class Group {
        private final Map<ByteString, ByteString> rows = new LinkedHashMap<>();
        private int bytes;
    }

    private final KvStore store;
    private final Ledger ledger;
    private final KeyBook keys;
    private final Clock clock;
    private final Map<GroupKey, Group> groups = new HashMap<>();
    private final Map<DemoTable, Long> rows = new EnumMap<>(DemoTable.class);
    private long bytes;

    public Filler(KvStore store, Ledger ledger, KeyBook keys, Clock clock) {
        this.store = store;
        this.ledger = ledger;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public void accept(InputRecord item) {
        Group group = groups.computeIfAbsent(new GroupKey(item.table(), item.ttl()), key -> new Group());
        group.rows.put(item.key(), item.value());
        int size = item.key().size() + item.value().size();
        group.bytes += size;
        bytes += size;
        rows.merge(item.table(), 1L, Long::sum);
        note(item);
        if (group.rows.size() >= GROUP_ROWS_MAX || group.bytes >= GROUP_BYTES_MAX) {
            put(new GroupKey(item.table(), item.ttl()), group);
        }
    }

    /** Puts what is left. */
    public void finish() {
        List<Map.Entry<GroupKey, Group>> left = new ArrayList<>(groups.entrySet());
        left.forEach(entry -> put(entry.getKey(), entry.getValue()));
    }

    /** How many rows of a table were taken. */
    public long rows(DemoTable table) {
        return rows.getOrDefault(table, 0L);
    }

    /** How many rows were taken. */
    public long rows() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Bytes of all keys and values taken. */
    public long bytes() {
        return bytes;
    }

    private void put(GroupKey groupKey, Group group) {
        String table = groupKey.table().tableName();
        PutOptions options = groupKey.ttl() == null ? PutOptions.none() : PutOptions.ttl(groupKey.ttl());
        List<Ledger.Pending> pending = new ArrayList<>();
        group.rows.forEach((key, value) -> {
            long expirySecond = KvBounds.expirySecond(table, "putMany", key, options, clock.instant());
            pending.add(ledger.begin(table, key, Expectation.of(value, expirySecond)));
        });
        store.table(table).withDeadline(DEADLINE).putMany(group.rows, options);
        pending.forEach(Ledger.Pending::acknowledged);
        groups.remove(groupKey);
    }

    private void note(InputRecord item) {
        switch (item.table()) {
            case SAMPLES -> keys.addSample(item.key(), item.value().size() > LARGE_BYTES_MIN);
            case SIGHTINGS -> keys.addPlace(item.key(), sampleOf(item));
            case STRINGS -> keys.addString(item.key());
            case VERDICTS -> throw new IllegalArgumentException("verdicts are the delivery service's to write");
        }
    }

    private static ByteString sampleOf(InputRecord item) {
        try {
            return Sighting.parseFrom(item.value()).getSha256();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("a sighting cannot be parsed", e);
        }
    }
}
