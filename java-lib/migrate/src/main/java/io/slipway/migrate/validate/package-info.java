/**
 * Validation: compares a whole table at both sides while services change it, and counts exactly what differs.
 *
 * <p>It may import the ports and {@code io.slipway.migrate.savepoint}; it knows no database. Both sides are summed up into digests per bucket
 * of keys, which do not depend on the order of rows, so that different layouts compare and memory does not grow with the table; only
 * buckets that differ are looked at key by key. The invariants: a difference is reported only if it was seen while the source had not changed
 * the key and the outbox owed the target nothing of it; a repair writes what a fenced read says, at its version, and nothing else.
 */
@NullMarked
package io.slipway.migrate.validate;

import org.jspecify.annotations.NullMarked;
