/**
 * What a provider of the key-value interface implements and builds on.
 *
 * <p>It may import {@code io.slipway.kv}. Services never import it: {@link java.util.ServiceLoader} finds the {@link
 * io.slipway.kv.spi.KvProvider} with the highest priority, and the synchronous forms of every operation are defined here once, in terms
 * of the asynchronous ones.
 */
@NullMarked
package io.slipway.kv.spi;

import org.jspecify.annotations.NullMarked;
