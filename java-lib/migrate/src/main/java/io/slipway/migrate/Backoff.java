package io.slipway.migrate;

import java.time.Duration;

/** Pauses between attempts at something that is away: each twice the one before, up to a bound, with a random quarter off. */
public final class Backoff {

    private final Environment env;
    private final Duration first;
    private final Duration longest;
    private Duration next;

    public Backoff(Environment env, Duration first, Duration longest) {
        this.env = env;
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** The next pause. */
    public Duration pause() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return pause.minusNanos(env.random().nextLong(pause.toNanos() / 4 + 1));
    }

    /** An attempt succeeded: the next pause is the first again. */
    public void reset() {
        next = first;
    }
}
