/**
 * The embedded old store, on RocksDB, in two faces over one engine: the store that services had before ({@link
 * io.slipway.source.rocksdb.RocksKvProvider}), and the source port that the migration needs ({@link
 * io.slipway.source.rocksdb.RocksSource}).
 *
 * <p>It may import {@code io.slipway.kv}, {@code io.slipway.spi} and RocksDB; nobody else imports RocksDB. Its invariant: one thread, the
 * committer, does everything that changes the store or issues a version, in groups that are one atomic write each, so whatever must be one
 * atomic step is one.
 */
@NullMarked
package io.slipway.source.rocksdb;

import org.jspecify.annotations.NullMarked;
