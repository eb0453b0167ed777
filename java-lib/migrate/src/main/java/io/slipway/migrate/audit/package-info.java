/**
 * The read audit: samples reads that the source answered and compares them with the target in the background.
 *
 * <p>It may import the ports of {@code io.slipway.spi}, {@code io.slipway.migrate} and the names of evidence in its {@code stage}. Its
 * invariants: it never delays or fails a read; a
 * difference is reported only after it has lasted, at a moment when nothing of the key was on its way to the target; a comparison without
 * a sure result is not counted; values are remembered as hashes only.
 */
@NullMarked
package io.slipway.migrate.audit;

import org.jspecify.annotations.NullMarked;
