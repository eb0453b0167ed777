package io.slipway.migrate.stage;

import java.time.Duration;

/**
 * How long silence means life, on either side, each measured on its own monotonic clock.
 *
 * <p>A process counts {@code trusted} from before it sent the last renewal that succeeded; everybody else counts {@code dead} from when they
 * first saw that renewal's number. The second therefore ends after the first, as long as {@code dead} exceeds {@code trusted} by more than
 * the two clocks' rates can differ; twice as long is far more than that.
 *
 * @param renewal pause between two renewals
 * @param trusted how long a process may rely on its lease after a renewal
 * @param dead how long a renewal number must stand still before others act as if the process had ended
 */
public record LeaseTerms(Duration renewal, Duration trusted, Duration dead) {

    public static final LeaseTerms DEFAULT =
            new LeaseTerms(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10));

    /** How long a renewal number must stand still before the process is taken off the registry. Should it still renew, it is on it again. */
    public Duration forgotten() {
        return dead.multipliedBy(6);
    }

    public LeaseTerms {
        if (renewal.multipliedBy(2).compareTo(trusted) > 0
                || trusted.multipliedBy(2).compareTo(dead) > 0) {
            throw new IllegalArgumentException(
                    "a lease must be trusted for at least two renewals, and others wait twice as long: " + renewal
                            + ", " + trusted + ", " + dead);
        }
    }
}
