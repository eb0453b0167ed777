/**
 * The port to the old store: what the migration needs of a source.
 *
 * <p>It may import {@code io.slipway.spi} and {@code io.slipway.kv}. Until a table is sealed its source is the one authority over the order
 * of writes: it issues every version inside the write itself. Every method is non-blocking or says otherwise, and safe for many threads.
 */
@NullMarked
package io.slipway.spi.source;

import org.jspecify.annotations.NullMarked;
