package io.slipway.migrate.fake;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.target.TargetCapabilities;
import io.slipway.spi.target.TargetPage;
import io.slipway.spi.target.TargetSplit;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import io.slipway.spi.target.TargetWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A new store with one table, in memory: last write wins by version. */
public final class FakeTarget implements TargetStore, TargetTable {

    private final VirtualTime time;
    private final TableSpec spec;
    public final NavigableMap<ByteString, VersionedWrite> cells =
            new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    public final List<VersionedWrite> applied = new ArrayList<>();
    public Duration latency = Duration.ofNanos(500_000);
    public boolean away;

    /** Scans of more rows than this are not answered in time. */
    public int scanRowsMax = Integer.MAX_VALUE;

    public Function<VersionedWrite, @Nullable RuntimeException> fault = write -> null;
    public int inFlight;
    public int inFlightMax;
    public @Nullable RuntimeException prepareFailure;

    public FakeTarget(VirtualTime time, TableSpec spec) {
        this.time = time;
        this.spec = spec;
    }

    /** Keys whose values are broken, until they are written again. */
    public final Set<ByteString> unreadable = new HashSet<>();

    private void check(ByteString key) {
        if (unreadable.contains(key)) {
            throw new StoreException(StoreException.Kind.CORRUPT, KvErrorCode.CHUNKS_BROKEN, "chunk 0 is missing");
        }
    }

    private <T> CompletionStage<T> answer(Supplier<T> action) {
        return time.after(latency, () -> {
            if (away) {
                throw new StoreException(
                        StoreException.Kind.UNAVAILABLE, KvErrorCode.TARGET_UNAVAILABLE, "the target is away");
            }
            return action.get();
        });
    }

    /** A write by last write wins, at once. */
    public void put(VersionedWrite write) {
        unreadable.remove(write.key());
        cells.merge(write.key(), write, (old, next) -> next.version() >= old.version() ? next : old);
    }

    public Optional<StoredValue> value(ByteString key) {
        VersionedWrite cell = cells.get(key);
        return cell != null
                        && cell.mutation() instanceof Mutation.Put put
                        && !put.value().expiredAt(time.now())
                ? Optional.of(put.value())
                : Optional.empty();
    }

    @Override
    public TargetCapabilities capabilities() {
        return new TargetCapabilities("fake", false, false, false);
    }

    @Override
    public CompletionStage<Void> prepare(TableSpec wanted) {
        return answer(() -> {
            if (prepareFailure != null) {
                throw prepareFailure;
            }
            return null;
        });
    }

    @Override
    public CompletionStage<TargetTable> open(TableSpec wanted) {
        return answer(() -> this);
    }

    @Override
    public CompletionStage<Void> applyAtomically(List<TargetWrite> writes, Duration timeout) {
        return answer(() -> {
            writes.forEach(write -> put(write.write()));
            return null;
        });
    }

    @Override
    public CompletionStage<Integer> recoverBatches(Duration olderThan) {
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public TableSpec spec() {
        return spec;
    }

    @Override
    public Optional<String> keyRefusal(ByteString key) {
        return Optional.empty();
    }

    @Override
    public Optional<String> scanRefusal(KeyRange range) {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Void> apply(VersionedWrite write, Duration timeout) {
        inFlight++;
        inFlightMax = Math.max(inFlightMax, inFlight);
        CompletionStage<Void> answer = answer(() -> {
            RuntimeException failure = fault.apply(write);
            if (failure != null) {
                throw failure;
            }
            applied.add(write);
            put(write);
            return null;
        });
        return answer.whenComplete((done, thrown) -> inFlight--);
    }

    @Override
    public CompletionStage<Optional<VersionedValue>> read(ByteString key, Duration timeout) {
        return answer(() -> {
            check(key);
            return value(key)
                    .map(stored -> new VersionedValue(stored, cells.get(key).version()));
        });
    }

    @Override
    public CompletionStage<Map<ByteString, VersionedValue>> readMany(Collection<ByteString> keys, Duration timeout) {
        return answer(() -> {
            Map<ByteString, VersionedValue> found = new HashMap<>();
            for (ByteString key : keys) {
                check(key);
                value(key)
                        .ifPresent(stored -> found.put(
                                key, new VersionedValue(stored, cells.get(key).version())));
            }
            return found;
        });
    }

    @Override
    public CompletionStage<TargetPage> scan(KeyRange range, int limit, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    /** Parts by the key's hash code, so that they are not in key order. */
    @Override
    public List<TargetSplit> splits(int parallelism) {
        List<TargetSplit> splits = new ArrayList<>();
        long width = (1L << 32) / parallelism;
        for (int i = 0; i < parallelism; i++) {
            long start = Integer.MIN_VALUE - 1L + i * width;
            splits.add(new TargetSplit(start, i == parallelism - 1 ? Integer.MAX_VALUE : start + width));
        }
        return splits;
    }

    @Override
    public CompletionStage<TargetPage> scanAll(
            TargetSplit split, @Nullable ByteString resume, int limit, Duration timeout) {
        return answer(() -> {
            if (limit > scanRowsMax) {
                throw new StoreException(StoreException.Kind.UNKNOWN, KvErrorCode.DEADLINE, "not answered in time");
            }
            List<KeyedValue> page = new ArrayList<>();
            List<ByteString> broken = new ArrayList<>();
            NavigableMap<ByteString, VersionedWrite> rest = resume == null ? cells : cells.tailMap(resume, false);
            for (ByteString key : rest.keySet()) {
                if (key.hashCode() > split.start() && key.hashCode() <= split.end() && unreadable.contains(key)) {
                    broken.add(key);
                } else if (key.hashCode() > split.start() && key.hashCode() <= split.end()) {
                    value(key)
                            .ifPresent(stored -> page.add(
                                    new KeyedValue(key, stored, cells.get(key).version())));
                }
                if (page.size() == limit) {
                    return new TargetPage(page, key, broken);
                }
            }
            return new TargetPage(page, null, broken);
        });
    }

    @Override
    public void close() {}
}
