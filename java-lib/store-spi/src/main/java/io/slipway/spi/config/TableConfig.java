package io.slipway.spi.config;

import io.slipway.spi.TableSpec;
import java.time.Instant;

/**
 * A table's record in the config store.
 *
 * @param epoch grows by one with each change of the record; 0 only for a table that has none
 * @param entry the epoch of the current entry into dual-write: gates count evidence from it alone; 0 before
 * @param auditSample share of reads that are compared at {@code audit}, 0 to 1
 * @param floor the version issued by the seal; 0 before
 */
public record TableConfig(
        TableSpec spec,
        Phase phase,
        long epoch,
        long entry,
        WritePolicy policy,
        double auditSample,
        long floor,
        String reason,
        String author,
        Instant at) {

    /** The next record of this table: another phase, one epoch later. */
    public TableConfig next(Phase phase, String reason, String author, Instant at) {
        boolean enters = phase == Phase.DUAL_WRITE && this.phase == Phase.ENROLLED;
        return new TableConfig(
                spec, phase, epoch + 1, enters ? epoch + 1 : entry, policy, auditSample, floor, reason, author, at);
    }

    /** The same record with the seal's floor. */
    public TableConfig withFloor(long floor) {
        return new TableConfig(spec, phase, epoch, entry, policy, auditSample, floor, reason, author, at);
    }
}
