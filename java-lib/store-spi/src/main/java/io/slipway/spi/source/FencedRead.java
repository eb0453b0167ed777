package io.slipway.spi.source;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoredValue;
import java.util.Map;

/**
 * Keys' states and a freshly issued version, taken in one atomic step at the primary.
 *
 * <p>Every earlier write has a smaller version, every later one a greater: writing these states (value, or tombstone where absent) at this
 * version to the target is always right.
 *
 * @param found the keys that are present and not expired; every other key that was asked for is absent
 */
public record FencedRead(long version, Map<ByteString, StoredValue> found) {}
