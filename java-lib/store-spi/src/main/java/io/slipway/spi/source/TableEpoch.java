package io.slipway.spi.source;

/**
 * A table together with the epoch by which the caller acts on it.
 *
 * @param epoch the epoch of the caller's view of the config store; 0 while the table is not enrolled
 */
public record TableEpoch(String table, long epoch) {}
