package io.slipway.migrate.stage;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.config.Stage;
import org.jspecify.annotations.Nullable;

/**
 * A request to move one table, or one service's reads of it, to another stage.
 *
 * @param reason why; recorded, and required where {@code force} is set
 * @param author who asks; recorded
 * @param force pass gates whose evidence does not hold; what keeps data safe is never passed over
 * @param acceptFinal the asker knows that there is no way back from {@code target}
 * @param service whose reads alone are moved, to {@code read-target} or back to {@code audit}; null for the whole table
 * @param libraryMin the oldest library that a living process may have for a step forward; null for any
 */
public record StageMove(
        String table,
        Stage to,
        String reason,
        String author,
        boolean force,
        boolean acceptFinal,
        @Nullable String service,
        @Nullable LibraryVersion libraryMin) {

    public StageMove {
        if (force && reason.isBlank()) {
            throw KvException.of(
                    KvErrorCode.GATE_REFUSED,
                    "table '" + table + "': a forced move to " + to.text() + " needs a reason, which is recorded");
        }
    }

    /** A move of the whole table, whatever libraries its processes have. */
    public StageMove(String table, Stage to, String reason, String author, boolean force, boolean acceptFinal) {
        this(table, to, reason, author, force, acceptFinal, null, null);
    }

    public static StageMove of(String table, Stage to, String reason, String author) {
        return new StageMove(table, to, reason, author, false, false);
    }

    /** The same move with the statement that it is known to be final. */
    public StageMove acceptingFinal() {
        return new StageMove(table, to, reason, author, force, true, service, libraryMin);
    }

    /** The same move past evidence that does not hold. */
    public StageMove forced() {
        return new StageMove(table, to, reason, author, true, acceptFinal, service, libraryMin);
    }

    /** The same move for the reads of one service. */
    public StageMove forService(String only) {
        return new StageMove(table, to, reason, author, force, acceptFinal, only, libraryMin);
    }

    /** The same move, refused while a living process has an older library than {@code min}. */
    public StageMove demanding(LibraryVersion min) {
        return new StageMove(table, to, reason, author, force, acceptFinal, service, min);
    }

    String recordedReason() {
        return force ? "forced: " + reason : reason;
    }
}
