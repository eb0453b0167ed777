package io.slipway.spi.target;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyedValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a scan.
 *
 * @param resume opaque position behind this page, good across restarts of the process; null if the scan is finished
 * @param unreadable keys whose large values contradict themselves and are missing among the rows; empty in an ordered scan, which fails
 */
public record TargetPage(List<KeyedValue> rows, @Nullable ByteString resume, List<ByteString> unreadable) {

    /** A page whose rows are all readable. */
    public TargetPage(List<KeyedValue> rows, @Nullable ByteString resume) {
        this(rows, resume, List.of());
    }
}
