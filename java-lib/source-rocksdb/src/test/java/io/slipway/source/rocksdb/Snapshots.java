package io.slipway.source.rocksdb;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Whole answers in one order, for comparison. */
final class Snapshots {

    private static final int PAGE_ROWS = 7;
    private static final int PAGE_BYTES = 10_000;

    private Snapshots() {}

    /** All rows of a snapshot by key. */
    static List<KeyedValue> rows(SourceSnapshot snapshot, int parallelism) {
        List<KeyedValue> rows = new ArrayList<>();
        for (KeyRange split : snapshot.splits(parallelism)) {
            ByteString resume = null;
            do {
                SourcePage page = snapshot.read(split, resume, PAGE_ROWS, PAGE_BYTES)
                        .toCompletableFuture()
                        .join();
                rows.addAll(page.rows());
                resume = page.last();
            } while (resume != null);
        }
        rows.sort(Comparator.comparing(KeyedValue::key, ByteString.unsignedLexicographicalComparator()));
        return rows;
    }

    static List<OutboxEntry> sorted(List<OutboxEntry> entries) {
        return entries.stream()
                .sorted(Comparator.comparingLong(OutboxEntry::version)
                        .thenComparing(OutboxEntry::key, ByteString.unsignedLexicographicalComparator()))
                .toList();
    }
}
