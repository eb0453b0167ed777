package io.slipway.target.cql.layout;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A range of keys that lies within one prefix, as the target's columns.
 *
 * @param partition the prefix that all keys of the range begin with
 * @param from least rest, inclusive
 * @param to exclusive; null for the end of the partition
 */
public record PartitionRange(ByteString partition, ByteString from, @Nullable ByteString to) {}
