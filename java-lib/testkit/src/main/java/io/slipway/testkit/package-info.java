/**
 * What tests share: time that they move, and, one package each, contract suites, stores in memory and the simulation.
 *
 * <p>It may import the ports, {@code io.slipway.migrate} and {@code io.slipway.target.cql}; nothing but tests imports it. Nothing here
 * reads the system's clock or draws a random number that was not seeded.
 */
@NullMarked
package io.slipway.testkit;

import org.jspecify.annotations.NullMarked;
