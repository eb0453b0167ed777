/**
 * The target port on a CQL server: ScyllaDB, or Apache Cassandra 5.
 *
 * <p>It may import the ports of {@code io.slipway.spi} and the CQL driver, which nobody else imports; users touch {@link
 * io.slipway.target.cql.CqlTargetStore}, {@link io.slipway.target.cql.CqlConfig} and the layouts. Its invariants: every write binds its
 * version as the server's timestamp, none is stamped by a server or by the driver; a failed write is said to be unknown unless it is
 * certain that no replica can have it; what is in flight is bounded, and nothing queues.
 */
@NullMarked
package io.slipway.target.cql;

import org.jspecify.annotations.NullMarked;
