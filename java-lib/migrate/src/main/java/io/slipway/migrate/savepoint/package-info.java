/**
 * Savepoints: small records of how far long work has come, which survive the process.
 *
 * <p>It may import {@code io.slipway.kv}. A record is replaced as a whole or not at all, carries a checksum and says whose it is; one that
 * is damaged or foreign is refused with SAVEPOINT and never guessed at.
 */
@NullMarked
package io.slipway.migrate.savepoint;

import org.jspecify.annotations.NullMarked;
