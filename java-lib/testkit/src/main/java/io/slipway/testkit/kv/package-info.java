/**
 * The contract suite of the key-value interface: every promise of its Javadoc as a test, in the synchronous and the asynchronous form.
 *
 * <p>It may import {@code io.slipway.kv}, {@code io.slipway.kv.spi}, JUnit and AssertJ, so that the author of a provider can run it by a
 * subclass of a few lines. It knows nothing of what is beneath a store: what it needs beside the interface (a fresh store, the passing of
 * time, which scans the layout can serve) are methods to override.
 */
@NullMarked
package io.slipway.testkit.kv;

import org.jspecify.annotations.NullMarked;
