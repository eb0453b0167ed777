/**
 * Shows that every language answers alike: makes programs, has them run through each binding, and compares the logs ({@code schemas/conformance}).
 *
 * <p>May import the key-value interface, the operator's part of {@code provider} and the launchers of real servers; nothing imports it.
 *
 * <p>Invariants: the log of a program on an empty store depends on the program alone; a difference, a testee that ends badly, and a log that
 * lacks lines all count as failures.
 */
@NullMarked
package io.slipway.conformance;

import org.jspecify.annotations.NullMarked;
