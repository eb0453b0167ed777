package io.slipway.spi.source;

import com.google.protobuf.ByteString;
import io.slipway.spi.VersionedWrite;
import org.jspecify.annotations.Nullable;

/**
 * A write that the target has not confirmed.
 *
 * @param version the write's version; entries of a table are listed in its order
 * @param redo the whole write, where the entry belongs to a table whose authority is the target ({@link Redo}); null otherwise
 */
public record OutboxEntry(ByteString key, long version, @Nullable VersionedWrite redo) {}
