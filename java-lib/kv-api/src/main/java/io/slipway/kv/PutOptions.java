package io.slipway.kv;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a value lives: for ever, for a duration from now, or up to an instant.
 *
 * <p>Expiry has whole seconds; fractions are rounded up, so a value never lives shorter than asked for. Bounds: 1 s to 20 years from now.
 */
public final class PutOptions {

    private static final PutOptions NONE = new PutOptions(null, null);

    private final @Nullable Duration ttl;
    private final @Nullable Instant expiresAt;

    private PutOptions(@Nullable Duration ttl, @Nullable Instant expiresAt) {
        this.ttl = ttl;
        this.expiresAt = expiresAt;
    }

    /** The value never expires. */
    public static PutOptions none() {
        return NONE;
    }

    /** The value expires {@code ttl} after the operation starts. */
    public static PutOptions ttl(Duration ttl) {
        return new PutOptions(ttl, null);
    }

    /** The value expires at {@code instant}. */
    public static PutOptions expiresAt(Instant instant) {
        return new PutOptions(null, instant);
    }

    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }

    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }
}
