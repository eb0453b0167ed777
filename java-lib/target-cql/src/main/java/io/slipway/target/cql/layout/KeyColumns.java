package io.slipway.target.cql.layout;

import com.google.protobuf.ByteString;

/**
 * A key as the target's columns.
 *
 * @param partition the column {@code key} of a hash layout, {@code p} of the others; never empty
 * @param bucket the column {@code bucket} of a bucketed layout, else 0
 * @param rest the clustering column {@code c}, empty where the prefix is the whole key; always empty for a hash layout
 */
public record KeyColumns(ByteString partition, int bucket, ByteString rest) {}
