/**
 * Layouts: how a key's bytes become the target's primary-key columns, and back.
 *
 * <p>It may import the ports of {@code io.slipway.spi} and nothing of any database, so that whoever reads the tables without Slipway (an
 * export, an oracle) can use it alone. Its invariants: every layout is pure and injective, {@code key(columns(k)) = k}; inside one
 * partition the order of the rest, as unsigned bytes, is the order of the keys; the vectors in {@code schemas/golden} never change.
 */
@NullMarked
package io.slipway.target.cql.layout;

import org.jspecify.annotations.NullMarked;
