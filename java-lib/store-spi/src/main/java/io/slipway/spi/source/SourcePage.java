package io.slipway.spi.source;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyedValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a split in key order, each no younger than {@code version}.
 *
 * @param version the fenced version under which these rows, and the absence of others between them, are right
 * @param last resume behind this key; null if the split is finished
 */
public record SourcePage(List<KeyedValue> rows, long version, @Nullable ByteString last) {}
