/**
 * Small stores in memory and a clock that tests turn by hand: just enough of the ports for the tests of this module.
 *
 * <p>It may import the ports and JUnit's neighbours. Everything runs on the one thread of {@link io.slipway.migrate.fake.VirtualTime}, so that
 * a test is the same each time.
 */
@NullMarked
package io.slipway.migrate.fake;

import org.jspecify.annotations.NullMarked;
