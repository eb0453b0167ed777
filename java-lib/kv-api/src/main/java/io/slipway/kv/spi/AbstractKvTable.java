package io.slipway.kv.spi;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A table that checks every argument, refuses work once its store is closed, and derives the synchronous forms; what is left to a provider
 * are the few operations below.
 *
 * <p>Their arguments have been checked. Each must be answered within {@link #deadline()}, must not block, and fails with a {@link
 * io.slipway.kv.KvException} only.
 */
public abstract class AbstractKvTable implements KvTable {

    private final String name;
    private final Duration deadline;
    private final StoreContext context;

    /**
     * @param deadline the bound on every operation; {@link #withDeadline} makes views with others
     * @throws io.slipway.kv.KvUserException if the name is malformed or the deadline out of bounds
     */
    protected AbstractKvTable(String name, Duration deadline, StoreContext context) {
        this.name = KvBounds.checkTableName(name);
        this.deadline = KvBounds.checkDeadline(deadline);
        this.context = context;
    }

    /** This table with another deadline. */
    protected abstract KvTable view(Duration deadline);

    protected abstract CompletionStage<Optional<ByteString>> read(ByteString key);

    protected CompletionStage<Boolean> probe(ByteString key) {
        return read(key).thenApply(Optional::isPresent);
    }

    /** @param keys at least one */
    protected abstract CompletionStage<Map<ByteString, ByteString>> readMany(Set<ByteString> keys);

    protected abstract CompletionStage<Void> write(KvWrite write);

    /** @param writes at least one, to different keys of this table; not atomic */
    protected abstract CompletionStage<Void> writeMany(List<KvWrite> writes);

    protected abstract CompletionStage<ScanPage> readRange(ScanRange range);

    protected abstract CompletionStage<ScanPage> readPage(ScanToken token, int limit);

    protected abstract CompletionStage<List<ScanToken>> split(int parallelism);

    @Override
    public final String name() {
        return name;
    }

    /** The longest that an operation may take from its start. */
    protected final Duration deadline() {
        return deadline;
    }

    /** What this table shares with its store. */
    protected final StoreContext context() {
        return context;
    }

    @Override
    public final KvTable withDeadline(Duration deadline) {
        return view(KvBounds.checkDeadline(deadline));
    }

    @Override
    public final Optional<ByteString> get(ByteString key) {
        return Waiting.on(getAsync(key));
    }

    @Override
    public final CompletionStage<Optional<ByteString>> getAsync(ByteString key) {
        context.rules().checkKey(name, "get", key);
        return start("get", () -> read(key));
    }

    @Override
    public final Map<ByteString, ByteString> getMany(Collection<ByteString> keys) {
        return Waiting.on(getManyAsync(keys));
    }

    @Override
    public final CompletionStage<Map<ByteString, ByteString>> getManyAsync(Collection<ByteString> keys) {
        Set<ByteString> distinct = checkKeys("getMany", keys);
        return start(
                "getMany", () -> distinct.isEmpty() ? CompletableFuture.completedFuture(Map.of()) : readMany(distinct));
    }

    @Override
    public final boolean exists(ByteString key) {
        return Waiting.on(existsAsync(key));
    }

    @Override
    public final CompletionStage<Boolean> existsAsync(ByteString key) {
        context.rules().checkKey(name, "exists", key);
        return start("exists", () -> probe(key));
    }

    @Override
    public final void put(ByteString key, ByteString value) {
        Waiting.on(putAsync(key, value, PutOptions.none()));
    }

    @Override
    public final CompletionStage<Void> putAsync(ByteString key, ByteString value) {
        return putAsync(key, value, PutOptions.none());
    }

    @Override
    public final void put(ByteString key, ByteString value, PutOptions options) {
        Waiting.on(putAsync(key, value, options));
    }

    @Override
    public final CompletionStage<Void> putAsync(ByteString key, ByteString value, PutOptions options) {
        KvWrite put = checkPut("put", key, value, options, now(options));
        return start("put", () -> write(put));
    }

    @Override
    public final void putMany(Map<ByteString, ByteString> entries, PutOptions options) {
        Waiting.on(putManyAsync(entries, options));
    }

    @Override
    public final CompletionStage<Void> putManyAsync(Map<ByteString, ByteString> entries, PutOptions options) {
        KvBounds.checkCallSize(name, "putMany", entries.keySet());
        Instant now = now(options);
        List<KvWrite> puts = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> puts.add(checkPut("putMany", key, value, options, now)));
        return startMany("putMany", puts);
    }

    @Override
    public final void delete(ByteString key) {
        Waiting.on(deleteAsync(key));
    }

    @Override
    public final CompletionStage<Void> deleteAsync(ByteString key) {
        context.rules().checkKey(name, "delete", key);
        return start("delete", () -> write(KvWrite.delete(name, key)));
    }

    @Override
    public final void deleteMany(Collection<ByteString> keys) {
        Waiting.on(deleteManyAsync(keys));
    }

    @Override
    public final CompletionStage<Void> deleteManyAsync(Collection<ByteString> keys) {
        List<KvWrite> deletes = checkKeys("deleteMany", keys).stream()
                .map(key -> KvWrite.delete(name, key))
                .toList();
        return startMany("deleteMany", deletes);
    }

    @Override
    public final ScanPage scan(ScanRange range) {
        return Waiting.on(scanAsync(range));
    }

    @Override
    public final CompletionStage<ScanPage> scanAsync(ScanRange range) {
        KvBounds.checkScanRange(name, range);
        return start("scan", () -> readRange(range));
    }

    @Override
    public final ScanPage scanAll(ScanToken token, int limit) {
        return Waiting.on(scanAllAsync(token, limit));
    }

    @Override
    public final CompletionStage<ScanPage> scanAllAsync(ScanToken token, int limit) {
        KvBounds.checkScanLimit(name, "scanAll", limit);
        return start("scanAll", () -> readPage(token, limit));
    }

    @Override
    public final List<ScanToken> scanAllSplits(int parallelism) {
        return Waiting.on(scanAllSplitsAsync(parallelism));
    }

    @Override
    public final CompletionStage<List<ScanToken>> scanAllSplitsAsync(int parallelism) {
        KvBounds.checkSplits(name, parallelism);
        return start("scanAllSplits", () -> split(parallelism));
    }

    private Set<ByteString> checkKeys(String operation, Collection<ByteString> keys) {
        KvBounds.checkCallSize(name, operation, keys);
        Set<ByteString> distinct = new LinkedHashSet<>(keys);
        distinct.forEach(key -> context.rules().checkKey(name, operation, key));
        return distinct;
    }

    /** The time, where an expiry is counted from it. */
    private Instant now(PutOptions options) {
        return options == PutOptions.none() ? Instant.EPOCH : context.clock().instant();
    }

    private KvWrite checkPut(String operation, ByteString key, ByteString value, PutOptions options, Instant now) {
        context.rules().checkKey(name, operation, key);
        KvBounds.checkValue(name, operation, key, value, context.rules().valueBytesMax(name));
        return KvWrite.put(name, key, value, KvBounds.expirySecond(name, operation, key, options, now));
    }

    private CompletionStage<Void> startMany(String operation, List<KvWrite> writes) {
        return start(operation, () -> writes.isEmpty() ? CompletableFuture.completedFuture(null) : writeMany(writes));
    }

    private <T> CompletionStage<T> start(String operation, Supplier<CompletionStage<T>> work) {
        context.lifecycle().enter(name, operation);
        CompletionStage<T> answer;
        try {
            answer = work.get();
        } catch (RuntimeException | Error e) {
            context.lifecycle().leave();
            throw e;
        }
        return context.lifecycle().leaveAfter(answer);
    }
}
