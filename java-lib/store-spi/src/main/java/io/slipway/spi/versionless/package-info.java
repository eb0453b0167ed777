/**
 * The old store as services met it before any migration: the key-value interface over a store's rows, without versions or epochs.
 *
 * <p>It may import {@code io.slipway.spi} and {@code io.slipway.kv}. A table that was enrolled refuses it, because its writes would bypass the
 * migration; every call is answered within its deadline.
 */
@NullMarked
package io.slipway.spi.versionless;

import org.jspecify.annotations.NullMarked;
