package io.slipway.migrate.router;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanToken;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoreException;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetPage;
import io.slipway.spi.target.TargetSplit;
import io.slipway.spi.target.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The scan path: one page under given routes. Thread-safe.
 *
 * <p>A whole-table scan that finds its table on the other side goes on there. From source to target the key range that remains becomes a
 * filter over a full scan. From target to source, on the way back, a part of the ring says nothing about keys: all that the scan wanted is
 * shown again. Either way every lasting entry is shown at least once.
 */
final class Scanner {

    private final SourceStore source;
    private final Reader reader;
    private final Counters counters;

    Scanner(SourceStore source, Reader reader, Counters counters) {
        this.source = source;
        this.reader = reader;
        this.counters = counters;
    }

    CompletionStage<ScanPage> scan(Call<?> call, RoutedName name, Entered routes, KeyRange remaining, int limit) {
        ByteString to = remaining.to();
        if (to != null && ByteString.unsignedLexicographicalComparator().compare(remaining.from(), to) >= 0) {
            return CompletableFuture.completedFuture(new ScanPage(List.of(), null));
        }
        return reader.route(
                name,
                routes,
                () -> orderedAtSource(name, routes.of(name), remaining, limit),
                () -> orderedAtTarget(call, name, remaining, limit));
    }

    CompletionStage<ScanPage> scanAll(Call<?> call, RoutedName name, Entered routes, ScanPosition position, int limit) {
        return reader.route(
                name,
                routes,
                () -> pageAtSource(routes.of(name), wanted(position), limit),
                () -> TargetAttempts.read(call, () -> pageAtTarget(call, name, position, limit)));
    }

    CompletionStage<List<ScanToken>> splits(Call<?> call, RoutedName name, Entered routes, int parallelism) {
        return reader.route(
                name,
                routes,
                () -> splitsAtSource(name, parallelism),
                () -> TargetAttempts.read(call, () -> {
                    List<ScanToken> tokens = new ArrayList<>();
                    for (TargetSplit split : Reader.target(name).splits(parallelism)) {
                        tokens.add(new ScanPosition.AtTarget(KeyRange.ALL, List.of(split), null).token());
                    }
                    return CompletableFuture.completedFuture(List.copyOf(tokens));
                }));
    }

    /** Scans that the layout could not serve are served as long as the source answers, and counted: the way to the target is barred. */
    private CompletionStage<ScanPage> orderedAtSource(RoutedName name, Route route, KeyRange remaining, int limit) {
        Optional<String> refusal = route.openTarget().flatMap(target -> target.scanRefusal(remaining));
        if (refusal.isPresent()) {
            counters.increment(name.name(), Count.UNSERVABLE_SCANS);
        }
        if (!source.capabilities().ordered()) {
            return CompletableFuture.failedFuture(
                    refused(name, refusal.orElse("this source keeps no order; scan after the move, or use scanAll")));
        }
        return source.scan(route.table(), remaining, limit)
                .thenApply(rows -> page(rows, rows.size() < limit ? null : behind(remaining, rows)));
    }

    private CompletionStage<ScanPage> orderedAtTarget(Call<?> call, RoutedName name, KeyRange remaining, int limit) {
        return TargetAttempts.read(call, () -> {
                    TargetTable target = Reader.target(name);
                    target.scanRefusal(remaining).ifPresent(reason -> {
                        throw refused(name, reason);
                    });
                    return target.scan(remaining, limit, call.remaining());
                })
                .thenApply(found -> {
                    observe(name, found.rows());
                    boolean more = found.resume() != null && !found.rows().isEmpty();
                    return page(found.rows(), more ? behind(remaining, found.rows()) : null);
                });
    }

    private static KeyRange wanted(ScanPosition position) {
        if (position instanceof ScanPosition.AtSource atSource) {
            return atSource.remaining();
        }
        return position instanceof ScanPosition.AtTarget atTarget ? atTarget.wanted() : KeyRange.ALL;
    }

    private CompletionStage<ScanPage> pageAtSource(Route route, KeyRange remaining, int limit) {
        return source.scan(route.table(), remaining, limit)
                .thenApply(rows -> page(
                        rows,
                        rows.size() < limit ? null : new ScanPosition.AtSource(remaining.behind(last(rows))).token()));
    }

    private CompletionStage<ScanPage> pageAtTarget(Call<?> call, RoutedName name, ScanPosition position, int limit) {
        TargetTable target = Reader.target(name);
        ScanPosition.AtTarget at = position instanceof ScanPosition.AtTarget atTarget
                ? atTarget
                : new ScanPosition.AtTarget(wanted(position), target.splits(1), null);
        return target.scanAll(at.splits().get(0), at.resume(), limit, call.remaining())
                .thenApply(found -> {
                    if (!found.unreadable().isEmpty()) {
                        throw broken(name, found.unreadable().get(0));
                    }
                    observe(name, found.rows());
                    List<KeyedValue> rows = found.rows().stream()
                            .filter(row -> at.wanted().contains(row.key()))
                            .toList();
                    return page(rows, behind(at, found));
                });
    }

    private static StoreException broken(RoutedName name, ByteString key) {
        return new StoreException(
                StoreException.Kind.CORRUPT,
                KvErrorCode.CHUNKS_BROKEN,
                KvBounds.describe(name.name(), "scan", key)
                        + ": the large value cannot be put together; write the key again or repair it from the source");
    }

    private static @Nullable ScanToken behind(ScanPosition.AtTarget at, TargetPage page) {
        if (page.resume() != null) {
            return new ScanPosition.AtTarget(at.wanted(), at.splits(), page.resume()).token();
        }
        List<TargetSplit> rest = at.splits().subList(1, at.splits().size());
        return rest.isEmpty() ? null : new ScanPosition.AtTarget(at.wanted(), rest, null).token();
    }

    private CompletionStage<List<ScanToken>> splitsAtSource(RoutedName name, int parallelism) {
        return source.snapshot(name.name()).thenApply(snapshot -> {
            try (SourceSnapshot open = snapshot) {
                return open.splits(parallelism).stream()
                        .map(range -> new ScanPosition.AtSource(range).token())
                        .toList();
            }
        });
    }

    private void observe(RoutedName name, List<KeyedValue> rows) {
        rows.forEach(row -> reader.observe(name, row.version()));
    }

    private static KvException refused(RoutedName name, String reason) {
        return KvException.of(KvErrorCode.SCAN_LAYOUT, "table '" + name.name() + "', scan: " + reason);
    }

    /** The token of an ordered scan holds the keys that remain, which means the same at both sides. */
    private static ScanToken behind(KeyRange remaining, List<KeyedValue> rows) {
        return new ScanPosition.AtSource(remaining.behind(last(rows))).token();
    }

    private static ByteString last(List<KeyedValue> rows) {
        return rows.get(rows.size() - 1).key();
    }

    private static ScanPage page(List<KeyedValue> rows, @Nullable ScanToken next) {
        return new ScanPage(
                rows.stream()
                        .map(row -> new KvEntry(row.key(), row.stored().value()))
                        .toList(),
                next);
    }
}
