package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A table in pages, each a fenced read of its own under its own version; it pins nothing at the server. */
final class RedisSnapshot implements SourceSnapshot {

    private final Rows rows;
    private final String table;
    private final Survey survey;
    private final LongUnaryOperator issued;

    /** @param issued is told each page's version, and gives it back */
    RedisSnapshot(Rows rows, String table, Survey survey, LongUnaryOperator issued) {
        this.rows = rows;
        this.table = table;
        this.survey = survey;
        this.issued = issued;
    }

    @Override
    public List<KeyRange> splits(int parallelism) {
        return survey.ranges(parallelism);
    }

    @Override
    public long estimatedRows() {
        return survey.keys();
    }

    @Override
    public long estimatedBytes() {
        return survey.bytes();
    }

    @Override
    public CompletionStage<SourcePage> read(KeyRange range, @Nullable ByteString resume, int limit, int bytes) {
        return rows.fencedPage(table, range, resume, limit, bytes)
                .thenApply(page -> new SourcePage(page.rows(), issued.applyAsLong(page.version()), page.last()));
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
