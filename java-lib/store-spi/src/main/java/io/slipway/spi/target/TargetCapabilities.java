package io.slipway.spi.target;

/**
 * What a target server was found to be able to do beyond plain CQL.
 *
 * @param product such as {@code Apache Cassandra 5.0.9} or {@code ScyllaDB}
 * @param shardAware requests can be routed to the owning core
 * @param tablets tables may be laid out in tablets
 * @param lwtMetadata the server marks conditional statements at prepare time
 */
public record TargetCapabilities(String product, boolean shardAware, boolean tablets, boolean lwtMetadata) {}
