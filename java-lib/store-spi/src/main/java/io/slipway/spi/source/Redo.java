package io.slipway.spi.source;

import io.slipway.spi.VersionedWrite;

/**
 * A write to a table whose authority is the target already, carried by a batch that also writes tables of the source.
 *
 * <p>It enters the source's outbox in the same atomic step, value included, so that the whole batch happens or none of it.
 */
public record Redo(String table, VersionedWrite write) {}
