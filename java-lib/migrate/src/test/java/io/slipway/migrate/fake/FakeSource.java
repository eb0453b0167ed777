package io.slipway.migrate.fake;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceCapabilities;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.WriteReceipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An old store with one table, in memory. */
public final class FakeSource implements SourceStore {

    public static final Duration LATENCY = Duration.ofNanos(100_000);

    private final VirtualTime time;

    /** How long a call takes. */
    public Duration latency = LATENCY;

    public final NavigableMap<ByteString, StoredValue> rows =
            new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    public final List<OutboxEntry> outbox = new ArrayList<>();
    public final Map<OutboxEntry, String> parked = new HashMap<>();
    public final List<String> calls = new ArrayList<>();
    public SourceTableState state = SourceTableState.UNTOUCHED;

    /** The name of a call that fails in passing before it does anything, or "". */
    public String away = "";

    /** Happens at each fenced read, just before it. */
    public Consumer<Collection<ByteString>> onFencedRead = keys -> {};

    private long version = 1_700_000_000_000_000L;

    public FakeSource(VirtualTime time) {
        this.time = time;
    }

    /** A service's write, at once. */
    public long put(ByteString key, Mutation mutation) {
        version++;
        return putAt(key, mutation);
    }

    private long putAt(ByteString key, Mutation mutation) {
        if (mutation instanceof Mutation.Put put) {
            rows.put(key, put.value());
        } else {
            rows.remove(key);
        }
        if (state.enrolled()) {
            outbox.add(new OutboxEntry(key, version, null));
        }
        return version;
    }

    private <T> CompletionStage<T> answer(String call, Supplier<T> action) {
        return time.after(latency, () -> {
            calls.add(call);
            if (call.startsWith(away) && !away.isEmpty()) {
                throw new StoreException(
                        StoreException.Kind.UNAVAILABLE, KvErrorCode.SOURCE_UNAVAILABLE, call + " is away");
            }
            return action.get();
        });
    }

    private void check(TableEpoch table) {
        if (state.sealed()) {
            throw failure(StoreException.Kind.SEALED);
        }
        if (state.enrolled() && (table.epoch() < state.epochMin() || table.epoch() > state.epochMax())) {
            throw failure(StoreException.Kind.STALE_EPOCH);
        }
    }

    private static StoreException failure(StoreException.Kind kind) {
        return new StoreException(
                kind,
                kind == StoreException.Kind.STALE_EPOCH ? KvErrorCode.STALE_EPOCH : KvErrorCode.SOURCE_UNAVAILABLE,
                "refused: " + kind);
    }

    private Map<ByteString, StoredValue> found(Collection<ByteString> keys) {
        Map<ByteString, StoredValue> found = new HashMap<>();
        for (ByteString key : keys) {
            StoredValue stored = rows.get(key);
            if (stored != null && !stored.expiredAt(time.now())) {
                found.put(key, stored);
            }
        }
        return found;
    }

    @Override
    public SourceCapabilities capabilities() {
        return new SourceCapabilities(true, true, true, false);
    }

    @Override
    public CompletionStage<Map<ByteString, StoredValue>> read(TableEpoch table, Collection<ByteString> keys) {
        return answer("read", () -> {
            check(table);
            return found(keys);
        });
    }

    @Override
    public CompletionStage<List<KeyedValue>> scan(TableEpoch table, KeyRange range, int limit) {
        return answer("scan", () -> {
            check(table);
            return rows.entrySet().stream()
                    .filter(row ->
                            range.contains(row.getKey()) && !row.getValue().expiredAt(time.now()))
                    .limit(limit)
                    .map(row -> new KeyedValue(row.getKey(), row.getValue(), 0))
                    .toList();
        });
    }

    @Override
    public CompletionStage<WriteReceipt> write(SourceBatch batch) {
        return answer("write", () -> {
            batch.writes().forEach(write -> check(write.table()));
            version++;
            batch.writes().forEach(write -> putAt(write.key(), write.mutation()));
            batch.redo()
                    .forEach(redo -> outbox.add(
                            new OutboxEntry(redo.write().key(), redo.write().version(), redo.write())));
            Set<String> enrolled = state.enrolled()
                    ? batch.writes().stream()
                            .map(write -> write.table().table())
                            .collect(Collectors.toSet())
                    : Set.of();
            return new WriteReceipt(version, enrolled);
        });
    }

    @Override
    public CompletionStage<FencedRead> fencedRead(String table, Collection<ByteString> keys) {
        return answer("fencedRead", () -> {
            if (state.sealed()) {
                throw failure(StoreException.Kind.SEALED);
            }
            onFencedRead.accept(keys);
            return new FencedRead(++version, found(keys));
        });
    }

    @Override
    public CompletionStage<SourceSnapshot> snapshot(String table) {
        return answer("snapshot", () -> {
            if (state.sealed()) {
                throw failure(StoreException.Kind.SEALED);
            }
            NavigableMap<ByteString, StoredValue> then = new TreeMap<>(rows.comparator());
            then.putAll(rows);
            return new Snapshot(then, ++version);
        });
    }

    @Override
    public CompletionStage<List<OutboxEntry>> outbox(String table, long afterVersion, int limit) {
        return answer("outbox", () -> outbox.stream()
                .filter(entry -> entry.version() > afterVersion)
                .limit(limit)
                .toList());
    }

    @Override
    public CompletionStage<OutboxStatus> outboxStatus(String table) {
        return answer(
                "outboxStatus",
                () -> new OutboxStatus(
                        outbox.size(),
                        outbox.isEmpty() ? Long.MAX_VALUE : outbox.get(0).version(),
                        parked.size()));
    }

    @Override
    public CompletionStage<Void> confirm(String table, Collection<OutboxEntry> entries) {
        return answer("confirm", () -> {
            outbox.removeAll(List.copyOf(entries));
            parked.keySet().removeAll(List.copyOf(entries));
            return null;
        });
    }

    @Override
    public CompletionStage<Void> park(String table, OutboxEntry entry, String reason) {
        return answer("park", () -> {
            outbox.remove(entry);
            parked.put(entry, reason);
            return null;
        });
    }

    @Override
    public CompletionStage<Map<OutboxEntry, String>> parked(String table) {
        return answer("parked", () -> Map.copyOf(parked));
    }

    @Override
    public CompletionStage<SourceTableState> state(String table) {
        return answer("state", () -> state);
    }

    @Override
    public CompletionStage<SourceTableState> enrol(String table, long epoch) {
        return answer("enrol", () -> {
            if (!state.enrolled()) {
                state = new SourceTableState(true, false, 0, epoch, 0);
            }
            return state;
        });
    }

    @Override
    public CompletionStage<SourceTableState> admit(String table, long epochMin, long epochMax) {
        return answer("admit " + epochMin + " " + epochMax, () -> {
            if (epochMin < state.epochMin() || epochMax < state.epochMax()) {
                throw failure(StoreException.Kind.STALE_EPOCH);
            }
            state = new SourceTableState(true, state.sealed(), epochMin, epochMax, state.floor());
            return state;
        });
    }

    @Override
    public CompletionStage<SourceTableState> seal(String table, long epoch) {
        return answer("seal", () -> {
            if (epoch < state.epochMin() || epoch > state.epochMax()) {
                throw failure(StoreException.Kind.STALE_EPOCH);
            }
            if (!state.sealed()) {
                state = new SourceTableState(true, true, state.epochMin(), state.epochMax(), ++version);
            }
            return state;
        });
    }

    @Override
    public CompletionStage<SourceTableState> unseal(String table, long aboveVersion) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<FencedRead> frozenRead(String table, Collection<ByteString> keys) {
        return answer("frozenRead", () -> {
            if (!state.sealed()) {
                throw failure(StoreException.Kind.REJECTED);
            }
            return new FencedRead(state.floor(), found(keys));
        });
    }

    @Override
    public CompletionStage<Void> applyAtVersion(String table, List<VersionedWrite> writes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    private final class Snapshot implements SourceSnapshot {

        private final NavigableMap<ByteString, StoredValue> then;
        private final long issued;

        Snapshot(NavigableMap<ByteString, StoredValue> then, long issued) {
            this.then = then;
            this.issued = issued;
        }

        @Override
        public List<KeyRange> splits(int parallelism) {
            List<ByteString> keys = List.copyOf(then.keySet());
            List<KeyRange> splits = new ArrayList<>();
            ByteString from = ByteString.EMPTY;
            for (int i = 1; i < parallelism && !keys.isEmpty(); i++) {
                ByteString to = keys.get(keys.size() * i / parallelism);
                if (rows.comparator() != null && KeyRange.ALL.contains(to) && !to.equals(from)) {
                    splits.add(new KeyRange(from, to));
                    from = to;
                }
            }
            splits.add(new KeyRange(from, null));
            return splits;
        }

        @Override
        public long estimatedRows() {
            return then.size();
        }

        @Override
        public long estimatedBytes() {
            return then.values().stream()
                    .mapToLong(stored -> stored.value().size())
                    .sum();
        }

        @Override
        public CompletionStage<SourcePage> read(KeyRange range, @Nullable ByteString resume, int limit, int bytes) {
            KeyRange rest = resume == null ? range : range.behind(resume);
            return answer("page", () -> {
                List<KeyedValue> page = new ArrayList<>();
                ByteString last = null;
                long size = 0;
                for (Map.Entry<ByteString, StoredValue> row :
                        then.tailMap(rest.from(), true).entrySet()) {
                    if (!rest.contains(row.getKey())) {
                        break;
                    }
                    if (page.size() == limit || (size >= bytes && !page.isEmpty())) {
                        return new SourcePage(page, issued, last);
                    }
                    last = row.getKey();
                    size += row.getValue().value().size();
                    if (!row.getValue().expiredAt(time.now())) {
                        page.add(new KeyedValue(row.getKey(), row.getValue(), 0));
                    }
                }
                return new SourcePage(page, issued, null);
            });
        }

        @Override
        public void close() {
            calls.add("snapshot closed");
        }
    }
}
