/**
 * The port to the audit log: what went wrong between the two sides, kept for operators.
 *
 * <p>It may import {@code io.slipway.spi} and {@code io.slipway.kv}. Its invariants: entries name keys by a printable prefix, length and
 * hash and never hold a value; losing an entry loses knowledge and no data, as the source's outbox holds that.
 */
@NullMarked
package io.slipway.spi.audit;

import org.jspecify.annotations.NullMarked;
