package io.slipway.spi.target;

import io.slipway.spi.VersionedWrite;

/** A write of an atomic group, with the table it goes to. */
public record TargetWrite(TargetTable table, VersionedWrite write) {}
