/**
 * What a provider of the key-value interface implements and builds on.
 *
 * <p>It may import {@code io.slipway.kv}. Services never import it: {@link java.util.ServiceLoader} finds the {@link
 * io.slipway.kv.spi.KvProvider} with the highest priority. Bounds, batches' collapsing, closing and the synchronous forms of every
 * operation are defined here once, so that no two providers answer differently.
 */
@NullMarked
package io.slipway.kv.spi;

import org.jspecify.annotations.NullMarked;
