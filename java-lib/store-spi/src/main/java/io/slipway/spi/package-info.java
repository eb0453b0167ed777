/**
 * The ports between the migration and the databases: what both sides share (values, versions, layouts, failures).
 *
 * <p>It may import {@code io.slipway.kv} and nothing of any database. A team with another store implements {@link
 * io.slipway.spi.source.SourceStore} (or {@link io.slipway.spi.target.TargetStore}) and runs the contract suites of the testkit against
 * it. The invariants: every write carries an explicit version; an outcome is applied, not applied, or unknown, and a {@link
 * io.slipway.spi.StoreException} says which.
 */
@NullMarked
package io.slipway.spi;

import org.jspecify.annotations.NullMarked;
