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

    CompletionStage<Page> read(int part, @Nullable ByteString resume);

    static Side source(SourceSnapshot snapshot, List<KeyRange> ranges, ValidationSettings settings) {
        return new Side() {
            @Override
            public int parts() {
                return ranges.size();
            }

            @Override
            public CompletionStage<Page> read(int part, @Nullable ByteString resume) {
                return snapshot.read(ranges.get(part), resume, settings.pageRows(), settings.pageBytes())
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
            public CompletionStage<Page> read(int part, @Nullable ByteString resume) {
                return table.scanAll(splits.get(part), resume, settings.pageRows(), settings.timeout())
                        .thenApply(page -> new Page(page.rows(), page.resume()));
            }
        };
    }
}
