/**
 * The engine: one RocksDB database, the committer thread that alone changes it, and the readers beside it.
 *
 * <p>It may import what its parent package may. A {@link io.slipway.source.rocksdb.internal.Step} runs on the committer and adds its effects
 * to a {@link io.slipway.source.rocksdb.internal.Group}, which is one atomic write; what memory holds of the database (table states, unconfirmed
 * outbox entries) changes only after that write has succeeded and before anybody is answered.
 */
@NullMarked
package io.slipway.source.rocksdb.internal;

import org.jspecify.annotations.NullMarked;
