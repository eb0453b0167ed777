/**
 * The port to the new store: what the migration needs of a target.
 *
 * <p>It may import {@code io.slipway.spi} and {@code io.slipway.kv}. The target orders nothing by itself: last write wins by the explicit
 * version of each write, so every call may be repeated, reordered and late. All methods are asynchronous, bounded by the timeout they are
 * given, and safe for many threads.
 */
@NullMarked
package io.slipway.spi.target;

import org.jspecify.annotations.NullMarked;
