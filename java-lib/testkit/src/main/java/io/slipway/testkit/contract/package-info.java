/**
 * The contract suites of the store ports: every promise of their Javadoc as a test.
 *
 * <p>It may import the ports, JUnit and AssertJ, so that a team with another store can run a suite against it by a subclass of a few
 * lines. A suite knows nothing of the store behind the port: what it needs beside the port (open, reopen, the passing of time) are its
 * abstract methods.
 */
@NullMarked
package io.slipway.testkit.contract;

import org.jspecify.annotations.NullMarked;
