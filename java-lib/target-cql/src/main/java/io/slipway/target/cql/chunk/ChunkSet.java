package io.slipway.target.cql.chunk;

import com.google.protobuf.ByteString;

/**
 * The chunks that belong together: those of one write, whoever repeats it.
 *
 * <p>The version alone would not do: behind the seal two processes may issue the same one for the same key, and a head must never find
 * chunks of both.
 *
 * @param version of the write
 * @param hash {@link ChunkHead#hash} of the whole value
 */
public record ChunkSet(long version, ByteString hash) {}
