package io.slipway.migrate.stage;

import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import java.util.Set;

/**
 * What one epoch of a move changes: the phase, or who reads from the target ahead of the others.
 *
 * @param targetReaders as in {@link TableConfig#targetReaders}
 */
record Step(Phase phase, Set<String> targetReaders) {

    /** To a phase where all services read from the same side. */
    static Step to(Phase phase) {
        return new Step(phase, Set.of());
    }

    /** Whether {@code record} is on the near side of this step: there is something to prove before it is taken. */
    boolean forward(TableConfig record) {
        return phase.compareTo(record.phase()) > 0 || movesReaders(record);
    }

    /** Whether services go over to the target that read from the source until now. */
    boolean movesReaders(TableConfig record) {
        return phase == record.phase() && !record.targetReaders().containsAll(targetReaders);
    }
}
