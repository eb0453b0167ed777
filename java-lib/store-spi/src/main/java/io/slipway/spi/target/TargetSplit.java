package io.slipway.spi.target;

/**
 * A part of a table's ring: tokens above {@code start} up to and including {@code end}, as the target understands them.
 */
public record TargetSplit(long start, long end) {}
