package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoredValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads of rows, cut into calls that hold the server up for no longer than others can bear. Thread-safe. */
final class Rows {

    private static final int KEYS_A_CALL = 256;

    /** How scripts write the epoch of a fenced read, which needs none. */
    private static final String FENCED = "*";

    private final Calls calls;

    Rows(Calls calls) {
        this.calls = calls;
    }

    /** @param epoch of the caller, as scripts write it */
    CompletionStage<Map<ByteString, StoredValue>> read(String table, String epoch, Collection<ByteString> keys) {
        List<ByteString> all = List.copyOf(keys);
        CompletionStage<Map<ByteString, StoredValue>> found = CompletableFuture.completedFuture(Map.of());
        for (int from = 0; from < all.size() || from == 0; from += KEYS_A_CALL) {
            List<ByteString> some = all.subList(from, Math.min(all.size(), from + KEYS_A_CALL));
            CompletionStage<Map<ByteString, StoredValue>> part = calls.call(
                    Script.READ,
                    Effect.NONE,
                    "table '" + table + "', read",
                    Arguments.of(table).add(epoch).addAll(some),
                    reply -> found(some, reply));
            found = from == 0 ? part : found.thenCombine(part, Rows::joined);
        }
        return found;
    }

    /** The values of {@code keys}, which the reply lists in their order. */
    static Map<ByteString, StoredValue> found(List<ByteString> keys, Reply reply) {
        Map<ByteString, StoredValue> found = new HashMap<>();
        for (ByteString key : keys) {
            StoredValue stored = reply.stored();
            if (stored != null) {
                found.put(key, stored);
            }
        }
        return found;
    }

    private static <K, V> Map<K, V> joined(Map<K, V> first, Map<K, V> second) {
        Map<K, V> both = new HashMap<>(first);
        both.putAll(second);
        return both;
    }

    /** The first {@code limit} rows of the range; fewer only where it ends. */
    CompletionStage<List<KeyedValue>> scan(String table, String epoch, KeyRange range, int limit) {
        return scan(table, epoch, range, null, limit, new ArrayList<>());
    }

    private CompletionStage<List<KeyedValue>> scan(
            String table,
            String epoch,
            KeyRange range,
            @Nullable ByteString resume,
            int limit,
            List<KeyedValue> before) {
        return page(table, epoch, range, resume, limit - before.size()).thenCompose(page -> {
            before.addAll(page.rows());
            ByteString last = page.last();
            return last == null || before.size() >= limit
                    ? CompletableFuture.completedFuture(before)
                    : scan(table, epoch, range, last, limit, before);
        });
    }

    /** Rows of the range as far as one call goes. */
    CompletionStage<RowPage> page(String table, String epoch, KeyRange range, @Nullable ByteString resume, int limit) {
        return calls.call(
                        Script.SCAN,
                        Effect.NONE,
                        "table '" + table + "', scan",
                        RowPage.ask(Arguments.of(table).add(epoch), range, resume, limit, Integer.MAX_VALUE),
                        RowPage::read)
                .thenApply(page -> swept(table, page));
    }

    CompletionStage<RowPage> fencedPage(
            String table, KeyRange range, @Nullable ByteString resume, int limit, int bytes) {
        return calls.call(
                        Script.PAGE,
                        Effect.NONE,
                        "table '" + table + "', page of a snapshot",
                        RowPage.ask(Arguments.of(table), range, resume, limit, bytes),
                        RowPage::read)
                .thenApply(page -> swept(table, page));
    }

    /** Takes keys without rows out of the index, without waiting for it. */
    private RowPage swept(String table, RowPage page) {
        if (!page.gone().isEmpty()) {
            calls.call(
                    Script.SWEEP,
                    Effect.CHANGE,
                    "table '" + table + "', sweep",
                    Arguments.of(table).addAll(page.gone()),
                    Reply::number);
        }
        return page;
    }

    CompletionStage<Survey> survey(String table) {
        return survey(table, FENCED);
    }

    CompletionStage<Survey> survey(String table, String epoch) {
        return calls.call(
                Script.SURVEY, Effect.NONE, "table '" + table + "', snapshot", Survey.ask(table, epoch), Survey::read);
    }
}
