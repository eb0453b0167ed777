package io.slipway.spi.source;

import java.util.Set;

/**
 * What the source says of an applied batch.
 *
 * @param version the version of all its writes
 * @param enrolled the tables among them that are enrolled: each of their writes has an entry in the outbox
 */
public record WriteReceipt(long version, Set<String> enrolled) {}
