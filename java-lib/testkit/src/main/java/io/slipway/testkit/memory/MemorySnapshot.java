package io.slipway.testkit.memory;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A copy of a table's rows under the one version that was issued with it. */
final class MemorySnapshot implements SourceSnapshot {

    private final NavigableMap<ByteString, Cell> cells;
    private final long version;
    private final InstantSource clock;
    private final Link link;

    MemorySnapshot(NavigableMap<ByteString, Cell> cells, long version, InstantSource clock, Link link) {
        this.cells = cells;
        this.version = version;
        this.clock = clock;
        this.link = link;
    }

    @Override
    public List<KeyRange> splits(int parallelism) {
        List<ByteString> keys = new ArrayList<>(cells.keySet());
        int parts = Math.max(1, Math.min(parallelism, keys.size()));
        List<KeyRange> splits = new ArrayList<>();
        ByteString from = ByteString.EMPTY;
        for (int part = 1; part < parts; part++) {
            ByteString to = keys.get(part * keys.size() / parts);
            splits.add(new KeyRange(from, to));
            from = to;
        }
        splits.add(new KeyRange(from, null));
        return splits;
    }

    @Override
    public long estimatedRows() {
        return cells.size();
    }

    @Override
    public long estimatedBytes() {
        return rows(KeyRange.ALL, Integer.MAX_VALUE).stream()
                .mapToLong(row -> row.stored().value().size())
                .sum();
    }

    @Override
    public CompletionStage<SourcePage> read(KeyRange range, @Nullable ByteString resume, int limit, int bytes) {
        return link.call(Link.Kind.READ, Link.TIMEOUT_DEFAULT, () -> page(range, resume, limit, bytes));
    }

    private SourcePage page(KeyRange range, @Nullable ByteString resume, int limit, int bytes) {
        List<KeyedValue> rows = rows(resume == null ? range : range.behind(resume), limit);
        long total = 0;
        int taken = 0;
        while (taken < rows.size() && total < bytes) {
            total += rows.get(taken).stored().value().size();
            taken++;
        }
        boolean finished = taken == rows.size() && rows.size() < limit;
        List<KeyedValue> page = List.copyOf(rows.subList(0, taken));
        return new SourcePage(
                page, version, finished ? null : page.get(page.size() - 1).key());
    }

    private List<KeyedValue> rows(KeyRange range, int limit) {
        return SourceTable.rows(cells, range, clock.instant(), limit);
    }

    @Override
    public void close() {}
}
