/**
 * The final check: what the target holds, read by plain CQL, against what was acknowledged.
 *
 * <p>It may import the CQL driver, the layouts that the golden vectors fix, and the ledger; nothing else of Slipway has a part in it, and
 * both Slipway and the old store are closed by then.
 *
 * <p>Every key that was ever written is judged, and every row that is there.
 */
@NullMarked
package io.slipway.demo.truth;

import org.jspecify.annotations.NullMarked;
