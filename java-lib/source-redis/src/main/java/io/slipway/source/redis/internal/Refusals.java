package io.slipway.source.redis.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.TableRefusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The errors that the scripts answer with, {@code CODE table enrolled sealed min max floor asked}, as what callers catch. */
final class Refusals {

    private static final String INCARNATION = "INCARNATION ";
    private static final int WORDS = 8;

    private Refusals() {}

    /** The run id that the server has stored, if it refused a call because that is not the caller's; {@code none} if it has none. */
    static Optional<String> storedRun(Throwable failure) {
        String error = String.valueOf(Failures.unwrap(failure).getMessage());
        return error.startsWith(INCARNATION)
                ? Optional.of(error.substring(INCARNATION.length()).strip())
                : Optional.empty();
    }

    /** Null if no script gives this error. */
    static @Nullable StoreException of(Throwable failure, String what) {
        String error = String.valueOf(failure.getMessage());
        if (error.startsWith(INCARNATION)) {
            return Failures.away(
                    what + ": the Redis server is a new incarnation and serves nobody before its tables were asserted"
                            + " again; try again",
                    failure);
        }
        String[] words = error.split(" ");
        if (words.length != WORDS) {
            return null;
        }
        String table = words[1];
        SourceTableState state;
        long asked;
        try {
            state = new SourceTableState(
                    words[2].equals("1"),
                    words[3].equals("1"),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]));
            asked = Long.parseLong(words[7]);
        } catch (NumberFormatException e) {
            return null;
        }
        return switch (words[0]) {
            case "STALE" -> TableRefusal.outside(state, new TableEpoch(table, asked));
            case "SEALED" -> TableRefusal.sealed(table);
            case "VERSIONLESS" -> TableRefusal.versionless(table);
            case "UNSEALED" -> TableRefusal.unsealed(table);
            case "UNENROLLED" -> TableRefusal.unenrolled(table);
            case "WINDOW" -> TableRefusal.backwards(state, table);
            case "FUTURE" -> TableRefusal.future(table, asked);
            case "FULL" ->
                new StoreException(
                        Kind.OVERLOADED,
                        KvErrorCode.OVERLOADED_OUTBOX,
                        "the outbox of table '" + table + "' holds the " + asked
                                + " entries that source.redis.outbox-entries allows: the target has been behind for too"
                                + " long; bring it back, or raise the bound and restart");
            default -> null;
        };
    }
}
