package io.slipway.spi.config;

import io.slipway.spi.TableSpec;
import java.time.Instant;
import java.util.Set;

/**
 * A table's record in the config store.
 *
 * @param epoch grows by one with each change of the record; 0 only for a table that has none
 * @param entry the epoch of the current entry into dual-write: gates count evidence from it alone; 0 before
 * @param auditSample share of reads that are compared at {@code audit}, 0 to 1
 * @param floor the version issued by the seal; 0 before
 * @param targetReaders the services that read from the target already while all others read from the source; empty but at {@link
 *     Phase#CONFIRM}
 */
public record TableConfig(
        TableSpec spec,
        Phase phase,
        long epoch,
        long entry,
        WritePolicy policy,
        double auditSample,
        long floor,
        Set<String> targetReaders,
        String reason,
        String author,
        Instant at) {

    public TableConfig {
        targetReaders = Set.copyOf(targetReaders);
        if (phase != Phase.CONFIRM && !targetReaders.isEmpty()) {
            throw new IllegalArgumentException("services are routed one by one at CONFIRM only, not at " + phase);
        }
    }

    /** A record of a table that all services read from the same side. */
    public TableConfig(
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
        this(spec, phase, epoch, entry, policy, auditSample, floor, Set.of(), reason, author, at);
    }

    /** The next record of this table: another phase, one epoch later. All services read from that phase's side. */
    public TableConfig next(Phase phase, String reason, String author, Instant at) {
        boolean enters = phase == Phase.DUAL_WRITE && this.phase == Phase.ENROLLED;
        return new TableConfig(
                spec, phase, epoch + 1, enters ? epoch + 1 : entry, policy, auditSample, floor, reason, author, at);
    }

    /** The same record with the seal's floor. */
    public TableConfig withFloor(long floor) {
        return new TableConfig(
                spec, phase, epoch, entry, policy, auditSample, floor, targetReaders, reason, author, at);
    }

    /** The same record with these services, and no others, reading from the target ahead of the rest. */
    public TableConfig withTargetReaders(Set<String> services) {
        return new TableConfig(spec, phase, epoch, entry, policy, auditSample, floor, services, reason, author, at);
    }
}
