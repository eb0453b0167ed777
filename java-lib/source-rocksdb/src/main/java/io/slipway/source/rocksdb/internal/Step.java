package io.slipway.source.rocksdb.internal;

import org.jspecify.annotations.Nullable;

/**
 * One operation of the committer: it looks at the group's state, refuses with a {@link io.slipway.spi.StoreException}, or adds its effects
 * to the group and gives the answer that is due once the group is written.
 */
interface Step<R extends @Nullable Object> {

    /** When a step runs in its group. */
    enum Turn {
        /** Before everything else of the group: it sees only what was written before. */
        FIRST,
        /** In the order of arrival. */
        ARRIVAL,
        /** In a group of its own: it reads rows that others in a group might be about to change. */
        ALONE,
        /** Instead of a group: the committer ends. */
        END
    }

    R apply(Group group);
}
