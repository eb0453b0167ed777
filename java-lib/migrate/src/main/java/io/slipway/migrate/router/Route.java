package io.slipway.migrate.router;

import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.target.TargetTable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one table is served during one epoch: immutable, read once a call.
 *
 * @param config the table's record; null for a table that has none
 * @param readsTarget whether this process's service reads from the target
 * @param target the open target table; null while it could not be opened, or need not be
 * @param calls the unanswered calls of this epoch
 */
record Route(
        TableEpoch table,
        Phase phase,
        boolean readsTarget,
        @Nullable TableConfig config,
        @Nullable TargetTable target,
        CallCount calls) {

    /** What a write does about the target right after the source has it. */
    enum EarlyApply {
        NONE,
        /** Tried in the background. */
        TRIED,
        /** Tried before the caller is answered; its failure is not the caller's. */
        TRIED_FIRST,
        /** The caller is answered when the target has it. */
        AWAITED
    }

    /** The route of a table without a record: the source alone, epoch 0. */
    static Route unlisted(String table) {
        return new Route(new TableEpoch(table, 0), Phase.SOURCE, false, null, null, new CallCount());
    }

    /** The route by a newer record, for a process of {@code service}. */
    Route moved(TableConfig next, String service) {
        return new Route(
                new TableEpoch(table.table(), next.epoch()),
                next.phase(),
                readsTarget(next, service),
                next,
                targetIfSame(next),
                new CallCount());
    }

    private static boolean readsTarget(TableConfig config, String service) {
        return switch (config.phase()) {
            case SOURCE, ENROLLED, DUAL_WRITE, AUDIT -> false;
            case CONFIRM -> config.targetReaders().contains(service);
            case READ_TARGET, TARGET -> true;
        };
    }

    /** The same route with its target table open. */
    Route opened(TargetTable opened) {
        return new Route(table, phase, readsTarget, config, opened, calls);
    }

    private @Nullable TargetTable targetIfSame(TableConfig next) {
        return target != null && target.spec().equals(next.spec()) ? target : null;
    }

    long epoch() {
        return table.epoch();
    }

    /** Whether the target alone has the authority over the table. */
    boolean targetOnly() {
        return phase == Phase.TARGET;
    }

    /** Whether reads of the source may be compared with the target. */
    boolean audited() {
        return phase == Phase.AUDIT || phase == Phase.CONFIRM;
    }

    EarlyApply earlyApply() {
        return switch (phase) {
            case SOURCE, ENROLLED, TARGET -> EarlyApply.NONE;
            case DUAL_WRITE, AUDIT ->
                config != null && config.policy() == WritePolicy.REQUIRED ? EarlyApply.TRIED_FIRST : EarlyApply.TRIED;
            case CONFIRM, READ_TARGET -> EarlyApply.AWAITED;
        };
    }

    Optional<TargetTable> openTarget() {
        return Optional.ofNullable(target);
    }
}
