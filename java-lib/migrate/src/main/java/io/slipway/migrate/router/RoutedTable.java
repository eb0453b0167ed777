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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** One table as services see it: each operation becomes a call that follows the table's route. Immutable, thread-safe. */
final class RoutedTable extends AbstractKvTable {

    /** Writes of one group that share an attempt: a group need not be atomic, and a smaller one delays others less. */
    private static final int GROUP_WRITES_MAX = 128;

    private static final int GROUP_BYTES_MAX = 1 << 20;
    private static final int GROUPS_AT_ONCE = 2;

    private final Router router;
    private final RoutedName name;
    private final List<RoutedName> alone;

    RoutedTable(Router router, RoutedName name, Duration deadline) {
        super(name.name(), deadline, router.context());
        this.router = router;
        this.name = name;
        this.alone = List.of(name);
    }

    @Override
    protected KvTable view(Duration deadline) {
        return new RoutedTable(router, name, deadline);
    }

    @Override
    protected CompletionStage<Optional<ByteString>> read(ByteString key) {
        return start(new TableCall<Optional<ByteString>>(false) {
            @Override
            String operation() {
                return KvBounds.describe(table(), "get", key);
            }

            @Override
            void attempt(Entered routes) {
                router.reader().get(this, name, routes, key);
            }
        });
    }

    @Override
    protected CompletionStage<Map<ByteString, ByteString>> readMany(Set<ByteString> keys) {
        return call("getMany", keys.size(), (call, routes) -> router.reader().getMany(call, name, routes, keys));
    }

    @Override
    protected CompletionStage<Void> write(KvWrite write) {
        KeyedMutation mutation = KeyedMutation.of(name, write);
        return start(new TableCall<Void>(true) {
            @Override
            String operation() {
                return KvBounds.describe(table(), write.value() == null ? "delete" : "put", write.key());
            }

            @Override
            void attempt(Entered routes) {
                router.writer().write(this, routes, mutation);
            }
        });
    }

    @Override
    protected CompletionStage<Void> writeMany(List<KvWrite> writes) {
        String operation = writes.get(0).value() == null ? "deleteMany" : "putMany";
        return Window.over(
                groups(writes),
                GROUPS_AT_ONCE,
                group -> this.<Void>call(true, operation, writes.size(), (call, routes) -> router.writer()
                        .attempt(call, routes, group, false)));
    }

    @Override
    protected CompletionStage<ScanPage> readRange(ScanRange range) {
        RangeToken left = RangeToken.of(name(), range);
        KeyRange remaining = new KeyRange(left.from(), left.to());
        return call("scan", range.limit(), (call, routes) -> router.scanner()
                .scan(call, name, routes, remaining, range.limit()));
    }

    @Override
    protected CompletionStage<ScanPage> readPage(ScanToken token, int limit) {
        ScanPosition position = ScanPosition.of(name(), token);
        return call("scanAll", limit, (call, routes) -> router.scanner().scanAll(call, name, routes, position, limit));
    }

    @Override
    protected CompletionStage<List<ScanToken>> split(int parallelism) {
        return call("scanAllSplits", parallelism, (call, routes) -> router.scanner()
                .splits(call, name, routes, parallelism));
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

    /** One attempt of a call as a stage. */
    private interface Attempt<T> {
        CompletionStage<T> run(Call<T> call, Entered routes);
    }

    /** A call that uses this table alone. */
    private abstract class TableCall<T> extends Call<T> {

        TableCall(boolean write) {
            super(router.calls(), alone, write, deadline());
        }
    }

    private <T> CompletionStage<T> call(String operation, int count, Attempt<T> attempt) {
        return call(false, operation, count, attempt);
    }

    private <T> CompletionStage<T> call(boolean write, String operation, int count, Attempt<T> attempt) {
        return start(new TableCall<T>(write) {
            @Override
            String operation() {
                return "table '" + table() + "', " + operation + " of " + count;
            }

            @Override
            void attempt(Entered routes) {
                endsAs(routes, attempt.run(this, routes));
            }
        });
    }

    private <T> CompletionStage<T> start(Call<T> call) {
        return router.calls().start(call);
    }
}
