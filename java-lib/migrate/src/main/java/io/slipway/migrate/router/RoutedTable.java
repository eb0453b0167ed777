package io.slipway.migrate.router;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvTable;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import io.slipway.kv.spi.AbstractKvTable;
import io.slipway.kv.spi.KvWrite;
import io.slipway.kv.spi.RangeToken;
import io.slipway.migrate.Window;
import io.slipway.spi.KeyRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One table as services see it: each operation becomes a call that follows the table's route. Immutable, thread-safe. */
final class RoutedTable extends AbstractKvTable {

    /** Writes of one group that share an attempt: a group need not be atomic, and a smaller one delays others less. */
    private static final int GROUP_WRITES_MAX = 128;

    private static final int GROUP_BYTES_MAX = 1 << 20;
    private static final int GROUPS_AT_ONCE = 2;

    private final Router router;
    private final RoutedName name;

    RoutedTable(Router router, RoutedName name, Duration deadline) {
        super(name.name(), deadline, router.context());
        this.router = router;
        this.name = name;
    }

    @Override
    protected KvTable view(Duration deadline) {
        return new RoutedTable(router, name, deadline);
    }

    @Override
    protected CompletionStage<Optional<ByteString>> read(ByteString key) {
        return call(false, () -> KvBounds.describe(name(), "get", key), (call, routes) -> router.reader()
                .attempt(call, name, routes.get(name), key));
    }

    @Override
    protected CompletionStage<Map<ByteString, ByteString>> readMany(Set<ByteString> keys) {
        return read(() -> many("getMany", keys.size()), keys);
    }

    @Override
    protected CompletionStage<Void> write(KvWrite write) {
        String operation = write.value() == null ? "delete" : "put";
        return write(() -> KvBounds.describe(name(), operation, write.key()), List.of(KeyedMutation.of(name, write)));
    }

    @Override
    protected CompletionStage<Void> writeMany(List<KvWrite> writes) {
        String operation = writes.get(0).value() == null ? "deleteMany" : "putMany";
        return Window.over(groups(writes), GROUPS_AT_ONCE, group -> write(() -> many(operation, writes.size()), group));
    }

    @Override
    protected CompletionStage<ScanPage> readRange(ScanRange range) {
        RangeToken left = RangeToken.of(name(), range);
        KeyRange remaining = new KeyRange(left.from(), left.to());
        return call(false, () -> many("scan", range.limit()), (call, routes) -> router.scanner()
                .scan(call, name, routes.get(name), remaining, range.limit()));
    }

    @Override
    protected CompletionStage<ScanPage> readPage(ScanToken token, int limit) {
        ScanPosition position = ScanPosition.of(name(), token);
        return call(false, () -> many("scanAll", limit), (call, routes) -> router.scanner()
                .scanAll(call, name, routes.get(name), position, limit));
    }

    @Override
    protected CompletionStage<List<ScanToken>> split(int parallelism) {
        return call(false, () -> many("scanAllSplits", parallelism), (call, routes) -> router.scanner()
                .splits(call, name, routes.get(name), parallelism));
    }

    private CompletionStage<Map<ByteString, ByteString>> read(Supplier<String> operation, Collection<ByteString> keys) {
        return call(false, operation, (call, routes) -> router.reader().attempt(call, name, routes.get(name), keys));
    }

    private CompletionStage<Void> write(Supplier<String> operation, List<KeyedMutation> writes) {
        return call(true, operation, (call, routes) -> router.writer().attempt(call, routes, writes, false));
    }

    private List<List<KeyedMutation>> groups(List<KvWrite> writes) {
        List<List<KeyedMutation>> groups = new ArrayList<>();
        List<KeyedMutation> group = new ArrayList<>();
        long bytes = 0;
        for (KvWrite each : writes) {
            KeyedMutation write = KeyedMutation.of(name, each);
            bytes += write.bytes();
            if (!group.isEmpty() && (group.size() == GROUP_WRITES_MAX || bytes > GROUP_BYTES_MAX)) {
                groups.add(group);
                group = new ArrayList<>();
                bytes = write.bytes();
            }
            group.add(write);
        }
        groups.add(group);
        return groups;
    }

    private <T> CompletionStage<T> call(boolean write, Supplier<String> operation, Call.Attempt<T> attempt) {
        Calls calls = router.calls();
        return calls.start(new Call<>(calls, List.of(name), write, operation, deadline(), attempt));
    }

    private String many(String operation, int count) {
        return "table '" + name() + "', " + operation + " of " + count;
    }
}
