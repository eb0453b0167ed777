/**
 * Stores in memory behind the ports: they pass the contract suites.
 *
 * <p>It may import the ports and the shipped protocols of {@code io.slipway.target.cql} that need no driver. A store's data and its handle
 * are separate objects, so that a restart is a new handle on the old data. Every call
 * is one atomic step that crosses a {@link io.slipway.testkit.memory.Link}, where the simulation injects its faults.
 */
@NullMarked
package io.slipway.testkit.memory;

import org.jspecify.annotations.NullMarked;
