/**
 * Tests of Slipway against real servers, all in one JVM so that the servers start once. Imports every module. A test
 * finds the servers up and a keyspace of its own, whatever the test before it did to them.
 */
@NullMarked
package io.slipway.it;

import org.jspecify.annotations.NullMarked;
