package io.slipway.migrate.validate;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.target.TargetSplit;
import io.slipway.spi.target.TargetTable;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One side of a comparison, as numbered parts that are read page by page. */
interface Side {

    /**
     * Rows of a part.
     *
     * @param resume behind the page; null if the part is finished
     */
    record Page(List<KeyedValue> rows, @Nullable ByteString resume) {}

    int parts();

    /** The next rows of a part, at most {@code rows}. */
    CompletionStage<Page> read(int part, @Nullable ByteString resume, int rows);

    static Side source(SourceSnapshot snapshot, List<KeyRange> ranges, ValidationSettings settings) {
        return new Side() {
            @Override
            public int parts() {
                return ranges.size();
            }

            @Override
            public CompletionStage<Page> read(int part, @Nullable ByteString resume, int rows) {
                return snapshot.read(ranges.get(part), resume, rows, settings.pageBytes())
                        .thenApply(page -> new Page(page.rows(), page.last()));
            }
        };
    }

    static Side target(TargetTable table, List<TargetSplit> splits, ValidationSettings settings) {
        return new Side() {
            @Override
            public int parts() {
                return splits.size();
            }

            @Override
            public CompletionStage<Page> read(int part, @Nullable ByteString resume, int rows) {
                return table.scanAll(splits.get(part), resume, rows, settings.timeout())
                        .thenApply(page -> new Page(page.rows(), page.resume()));
            }
        };
    }
}
