/**
 * The demo behind {@code ./slipway demo}: starts a real Cassandra, fills an old store with analysed files, and moves its tables beneath
 * three running services, in this process or in several.
 *
 * <p>It may import everything public of Slipway; the services in {@code io.slipway.demo.service} may not.
 *
 * <p>A run that ends with exit code 0 has been checked key by key, by plain CQL, against what was acknowledged.
 */
@NullMarked
package io.slipway.demo;

import org.jspecify.annotations.NullMarked;
