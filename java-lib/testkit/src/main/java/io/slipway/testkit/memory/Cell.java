package io.slipway.testkit.memory;

import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The newest write of a key: a value, or the removal that is remembered with its version. */
record Cell(Mutation mutation, long version) {

    /** The value that a reader sees at {@code now}; null if the key is absent. */
    @Nullable
    StoredValue visibleAt(Instant now) {
        return mutation instanceof Mutation.Put put && !put.value().expiredAt(now) ? put.value() : null;
    }
}
