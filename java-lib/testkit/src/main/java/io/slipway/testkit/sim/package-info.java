/**
 * The simulation: the shipped router, recoverer, loader, validator and stage driver in several processes, on one thread, in virtual time,
 * in an order drawn from a seed, over stores in memory behind links that fail in every way.
 *
 * <p>It may import the ports, {@code io.slipway.migrate} and {@code io.slipway.testkit.memory}. One seed is one world: the same seed gives
 * the same trace. Its invariants are those of the product: nothing acknowledged is lost, nothing deleted comes back, batches are whole,
 * and in the end the outbox is empty and the target equals the source, or what was acknowledged since the seal.
 */
@NullMarked
package io.slipway.testkit.sim;

import org.jspecify.annotations.NullMarked;
