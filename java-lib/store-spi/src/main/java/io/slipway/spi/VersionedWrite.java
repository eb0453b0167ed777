package io.slipway.spi;

import com.google.protobuf.ByteString;

/**
 * A write with its explicit version. Applying the same one any number of times, in any order among others, gives the same state.
 *
 * @param version microseconds since 1970, positive; of two writes to one key the greater wins, at a tie the removal, then the larger value
 */
public record VersionedWrite(ByteString key, Mutation mutation, long version) {}
