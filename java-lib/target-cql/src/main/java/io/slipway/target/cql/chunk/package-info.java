/**
 * Large values: the order in which chunks, heads and tombstones are written, read and collected, over rows that somebody else stores.
 *
 * <p>It may import the ports of {@code io.slipway.spi} and nothing of any database: the simulator runs this very code over rows in memory.
 * Its invariants: chunks are durable before the head that names them; a chunk is removed only once a head, value or tombstone of a greater
 * version is durable, never because a head is missing; nothing is overwritten in place, as the version is part of a chunk's key.
 */
@NullMarked
package io.slipway.target.cql.chunk;

import org.jspecify.annotations.NullMarked;
