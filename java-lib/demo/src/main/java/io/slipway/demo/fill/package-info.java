/**
 * Fills the old store with the analysed input before any service runs.
 *
 * <p>It may import {@code io.slipway.kv}, the analysis and the traffic's book-keeping.
 *
 * <p>Each row that is acknowledged is in the ledger and in the key book.
 */
@NullMarked
package io.slipway.demo.fill;

import org.jspecify.annotations.NullMarked;
