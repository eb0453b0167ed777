/**
 * The router: the {@code KvStore} that services get, which drives source and target by each table's phase.
 *
 * <p>It may import the ports of {@code io.slipway.spi}, the interface {@code io.slipway.kv}, {@code io.slipway.migrate}, its {@code
 * audit} and the terms of {@code stage}; it knows no database. Its invariants: every write goes to the source first until the seal and takes its version there; a caller
 * is answered by its deadline with applied, not applied or unknown; an epoch is acknowledged only when no call entered under an older one
 * is unanswered here; and before {@code read-target} nothing that the target does fails or delays a caller.
 *
 * <p><b>Trust.</b> Until the seal the source fences stale processes by the epoch that each call carries. What the source does not see, a
 * read at the target, is fenced by time: this process's view counts as trusted for {@link
 * io.slipway.migrate.stage.LeaseTerms#trusted} after the start of the last renewal of its registration that was followed by a
 * successful read of the records. A planner may therefore pass over a process whose renewal has stood still for longer than that. An
 * untrusted view is refreshed first. If that fails, a read at {@code read-target} is served by the source instead, which still is the
 * authority and checks the epoch; at {@code target} reads and writes fail closed. The same is checked again when the answer arrives.
 */
@NullMarked
package io.slipway.migrate.router;

import org.jspecify.annotations.NullMarked;
