package io.slipway.testkit.contract;

import static io.slipway.testkit.contract.Answers.answer;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads snapshots from end to end. */
final class SnapshotRows {

    private static final int PAGE_BYTES = 1 << 20;

    private SnapshotRows() {}

    /** The rows of all splits. */
    static List<KeyedValue> of(SourceSnapshot snapshot, int parallelism, int limit) {
        List<KeyedValue> rows = new ArrayList<>();
        pages(snapshot, parallelism, limit, page -> rows.addAll(page.rows()));
        return rows;
    }

    /** Hands every page of every split to {@code reader}. */
    static void pages(SourceSnapshot snapshot, int parallelism, int limit, Consumer<SourcePage> reader) {
        for (KeyRange split : snapshot.splits(parallelism)) {
            @Nullable ByteString resume = null;
            do {
                SourcePage page = answer(snapshot.read(split, resume, limit, PAGE_BYTES));
                reader.accept(page);
                resume = page.last();
            } while (resume != null);
        }
    }
}
