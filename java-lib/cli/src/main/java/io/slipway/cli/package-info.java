/**
 * The operator's command {@code slipway}: arguments in, an exit code, and one answer for people or for programs.
 *
 * <p>It may import every public package but those of demo, bench and tests. Its invariants: no logic of the migration lives here, every
 * verb is one call (or a few) of {@link io.slipway.provider.Operator}; standard output carries nothing but the answer; no value and no
 * secret is printed unless {@code get} was asked for the value.
 */
@NullMarked
package io.slipway.cli;

import org.jspecify.annotations.NullMarked;
