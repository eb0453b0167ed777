package io.slipway.target.cql.chunk;

import com.google.protobuf.ByteString;

/**
 * What a key's row holds.
 *
 * @param version the version of the write that set it
 * @param expirySecond as in {@link io.slipway.spi.StoredValue}
 */
public record Row(Content content, long expirySecond, long version) {

    /** A value in one piece, or the head of one in chunks. */
    public sealed interface Content {}

    /** A value in one piece. */
    public record Whole(ByteString value) implements Content {}

    /** A value in chunks. */
    public record Chunked(ChunkHead head) implements Content {}
}
