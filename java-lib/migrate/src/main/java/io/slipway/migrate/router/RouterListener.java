package io.slipway.migrate.router;

import io.slipway.kv.KvException;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.target.TargetTable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a router tells its surroundings. Called on whatever thread it happens; must not block. */
public interface RouterListener {

    /** A listener that does nothing. */
    RouterListener NONE = new RouterListener() {};

    /** A table with a record is routed by {@code config} from now on, and its target table is open. Called again with each new epoch. */
    default void routed(TableConfig config, TargetTable target) {}

    /** The target table of an enrolled table could not be opened; it is tried again. */
    default void targetUnopened(TableConfig config, Throwable failure) {}

    /** The config store could not be read or written. It is tried again at every poll, and nothing more is told before {@link #configBack}. */
    default void configAway(Throwable failure) {}

    /** The config store could be read and written again, so long after the first failure. */
    default void configBack(Duration away) {}

    /**
     * A call of a service has its answer. On the path of every call: must take well under a microsecond.
     *
     * @param table the first of its tables
     * @param nanos from its start
     * @param failure what it failed with; null if it did not
     */
    default void answered(String table, long nanos, @Nullable KvException failure) {}

    /** The target failed a write that the source has; the outbox holds it for the recoverer. */
    default void earlyApplyFailed(String table, VersionedWrite write, Throwable failure) {}

    /** A version read from the target lies further ahead of this process's clock than the bound. */
    default void versionAhead(String table, long version, long clockMicros) {}
}
