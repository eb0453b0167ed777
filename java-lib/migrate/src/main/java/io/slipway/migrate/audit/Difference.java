package io.slipway.migrate.audit;

import io.slipway.spi.StoredValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** In what way a key's state at the target differs from that at the source. */
public enum Difference {
    /** Present at the source alone. */
    MISSING,
    /** Present at the target alone. */
    EXTRA,
    VALUE,
    /** The same bytes, expiring more than two seconds apart. */
    EXPIRY,
    /** The target cannot put its large value together. */
    UNREADABLE;

    /** Seconds that expiry may differ by: the target computes it from a time to live in whole seconds. */
    private static final long EXPIRY_TOLERANCE_SECONDS = 2;

    /** How the two states differ; empty if they do not. */
    public static Optional<Difference> between(@Nullable StoredValue source, @Nullable StoredValue target) {
        if (source == null) {
            return target == null ? Optional.empty() : Optional.of(EXTRA);
        }
        if (target == null) {
            return Optional.of(MISSING);
        }
        if (!source.value().equals(target.value())) {
            return Optional.of(VALUE);
        }
        return sameExpiry(source, target) ? Optional.empty() : Optional.of(EXPIRY);
    }

    private static boolean sameExpiry(StoredValue source, StoredValue target) {
        if (source.expires() != target.expires()) {
            return false;
        }
        return !source.expires() || Math.abs(source.expirySecond() - target.expirySecond()) <= EXPIRY_TOLERANCE_SECONDS;
    }
}
