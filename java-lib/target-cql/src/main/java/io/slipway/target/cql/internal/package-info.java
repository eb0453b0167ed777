/**
 * The machinery of the CQL target: statements, schema, failures, batches. Not for users; it may change at any time.
 *
 * <p>It may import everything that {@code io.slipway.target.cql} may. Its invariants are those of that package.
 */
@NullMarked
package io.slipway.target.cql.internal;

import org.jspecify.annotations.NullMarked;
