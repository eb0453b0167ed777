package io.slipway.spi;

/** A value with the version of the write that set it. */
public record VersionedValue(StoredValue stored, long version) {}
