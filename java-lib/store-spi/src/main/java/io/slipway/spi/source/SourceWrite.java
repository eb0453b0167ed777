package io.slipway.spi.source;

import com.google.protobuf.ByteString;
import io.slipway.spi.Mutation;

/** One write to a table of the source, under the caller's epoch. */
public record SourceWrite(TableEpoch table, ByteString key, Mutation mutation) {}
