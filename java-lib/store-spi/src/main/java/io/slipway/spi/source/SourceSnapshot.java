package io.slipway.spi.source;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A table as of one moment, read in parallel splits: the bulk form of a fenced read. Close it soon: it pins old data at the source.
 */
public interface SourceSnapshot extends AutoCloseable {

    /** Key ranges that cover the table without overlap, about {@code parallelism} of them, of similar size where the source can tell. */
    List<KeyRange> splits(int parallelism);

    /** Rows and bytes of the table, estimated; for progress bars only. */
    long estimatedRows();

    long estimatedBytes();

    /**
     * The next rows of {@code range}, from behind {@code resume} (null: from its beginning), at most {@code limit} rows and about {@code
     * bytes} bytes of values.
     */
    CompletionStage<SourcePage> read(KeyRange range, @Nullable ByteString resume, int limit, int bytes);

    @Override
    void close();
}
