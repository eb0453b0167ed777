package io.slipway.migrate.stage;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.config.Stage;

/**
 * A request to move one table to another stage.
 *
 * @param reason why; recorded, and required where {@code force} is set
 * @param author who asks; recorded
 * @param force pass gates whose evidence does not hold; what keeps data safe is never passed over
 * @param acceptFinal the asker knows that there is no way back from {@code target}
 */
public record StageMove(String table, Stage to, String reason, String author, boolean force, boolean acceptFinal) {

    public StageMove {
        if (force && reason.isBlank()) {
            throw KvException.of(
                    KvErrorCode.GATE_REFUSED,
                    "table '" + table + "': a forced move to " + to.text() + " needs a reason, which is recorded");
        }
    }

    public static StageMove of(String table, Stage to, String reason, String author) {
        return new StageMove(table, to, reason, author, false, false);
    }

    /** The same move with the statement that it is known to be final. */
    public StageMove acceptingFinal() {
        return new StageMove(table, to, reason, author, force, true);
    }

    /** The same move past evidence that does not hold. */
    public StageMove forced() {
        return new StageMove(table, to, reason, author, true, acceptFinal);
    }

    String recordedReason() {
        return force ? "forced: " + reason : reason;
    }
}
