package io.slipway.migrate.validate;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.target.TargetPage;
import io.slipway.spi.target.TargetSplit;
import io.slipway.spi.target.TargetTable;
import java.util.ArrayList;
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

    /** No source's value but by chance: any other bytes would do. */
    StoredValue UNREADABLE = StoredValue.lasting(ByteString.copyFromUtf8("slipway: a large value that is broken"));

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
                        .thenApply(page -> new Page(shown(page), page.resume()));
            }

            /** A value that cannot be read stands as one that the source cannot have, so that its key is looked at. */
            private List<KeyedValue> shown(TargetPage page) {
                if (page.unreadable().isEmpty()) {
                    return page.rows();
                }
                List<KeyedValue> rows = new ArrayList<>(page.rows());
                page.unreadable().forEach(key -> rows.add(new KeyedValue(key, UNREADABLE, 0)));
                return rows;
            }
        };
    }
}
