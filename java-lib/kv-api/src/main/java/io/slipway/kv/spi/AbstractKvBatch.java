package io.slipway.kv.spi;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvException;
import io.slipway.kv.PutOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A batch that collects its writes, keeps the last one to each key, checks every bound and leaves the rest to {@link #apply}.
 *
 * <p>A bad table name, key, value or expiry is refused where it is added; the bounds of the whole batch where it is committed. Times to
 * live count from the commit.
 */
public abstract class AbstractKvBatch implements KvBatch {

    private static final String OPERATION = "batch";

    private final StoreContext context;
    private final Map<Place, Content> writes = new LinkedHashMap<>();
    private long bytes;
    private boolean committed;

    protected AbstractKvBatch(StoreContext context) {
        this.context = context;
    }

    /**
     * Applies {@code writes}, at least one and no two to the same key, all or nothing. They are in the order of their last mention. The
     * arguments have been checked; the answer is bounded by the store's deadline and fails with a {@link KvException} only.
     */
    protected abstract CompletionStage<Void> apply(List<KvWrite> writes);

    @Override
    public final KvBatch put(String table, ByteString key, ByteString value) {
        return put(table, key, value, PutOptions.none());
    }

    @Override
    public final KvBatch put(String table, ByteString key, ByteString value, PutOptions options) {
        checkOpen();
        KvBounds.checkTableName(table);
        context.rules().checkKey(table, OPERATION, key);
        KvBounds.checkValue(table, OPERATION, key, value, context.rules().valueBytesMax(table));
        KvBounds.expirySecond(table, OPERATION, key, options, context.clock().instant());
        add(new Place(table, key), new Content(value, options));
        return this;
    }

    @Override
    public final KvBatch delete(String table, ByteString key) {
        checkOpen();
        KvBounds.checkTableName(table);
        context.rules().checkKey(table, OPERATION, key);
        add(new Place(table, key), Content.NOTHING);
        return this;
    }

    @Override
    public final int size() {
        return writes.size();
    }

    @Override
    public final void commit() {
        Waiting.on(commitAsync());
    }

    @Override
    public final CompletionStage<Void> commitAsync() {
        checkOpen();
        KvBounds.checkBatch(writes.size(), bytes);
        List<KvWrite> checked = expireFrom(context.clock().instant());
        context.lifecycle().enter(checked.isEmpty() ? "" : checked.get(0).table(), OPERATION);
        committed = true;
        CompletionStage<Void> answer;
        try {
            answer = checked.isEmpty() ? CompletableFuture.completedFuture(null) : apply(checked);
        } catch (RuntimeException | Error e) {
            context.lifecycle().leave();
            throw e;
        }
        return context.lifecycle().leaveAfter(answer);
    }

    private void add(Place place, Content content) {
        Content former = writes.remove(place);
        writes.put(place, content);
        bytes += content.bytes(place) - (former == null ? 0 : former.bytes(place));
    }

    private List<KvWrite> expireFrom(Instant now) {
        List<KvWrite> all = new ArrayList<>(writes.size());
        writes.forEach((place, content) -> all.add(new KvWrite(
                place.table(),
                place.key(),
                content.value(),
                KvBounds.expirySecond(place.table(), OPERATION, place.key(), content.options(), now))));
        return all;
    }

    private void checkOpen() {
        if (committed) {
            throw new IllegalStateException("the batch was committed before; start another one");
        }
    }

    private record Place(String table, ByteString key) {}

    private record Content(@Nullable ByteString value, PutOptions options) {

        static final Content NOTHING = new Content(null, PutOptions.none());

        long bytes(Place place) {
            return (long) place.key().size() + (value == null ? 0 : value.size());
        }
    }
}
