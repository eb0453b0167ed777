package io.slipway.spi;

import com.google.protobuf.ByteString;

/** One row of a scan: key, value with expiry, and the version of the write that set it (0 where the store keeps none). */
public record KeyedValue(ByteString key, StoredValue stored, long version) {}
