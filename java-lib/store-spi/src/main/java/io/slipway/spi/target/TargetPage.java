package io.slipway.spi.target;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyedValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a scan.
 *
 * @param resume opaque position behind this page, good across restarts of the process; null if the scan is finished
 */
public record TargetPage(List<KeyedValue> rows, @Nullable ByteString resume) {}
