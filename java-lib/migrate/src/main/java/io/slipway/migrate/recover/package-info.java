/**
 * Recovery: brings to the target what early apply has not, from the source's outbox.
 *
 * <p>It may import the ports of {@code io.slipway.spi}, {@code io.slipway.migrate} and the port that {@code io.slipway.migrate.stage} drains
 * by. Its invariants: an entry is confirmed only after the target has the state that a fenced read of its key gave at that read's version
 * (behind a seal the frozen state at the floor; of a redo entry the entry's own write; from TARGET on nothing, for the target has it); nothing is dropped: what the target refuses is
 * parked with its reason and tried again, a target that refuses the whole table counts as away; a crash at any point, and several recoverers
 * at once, only repeat work.
 */
@NullMarked
package io.slipway.migrate.recover;

import org.jspecify.annotations.NullMarked;
