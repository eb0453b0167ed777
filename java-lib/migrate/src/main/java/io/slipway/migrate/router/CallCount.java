package io.slipway.migrate.router;

import java.util.concurrent.atomic.AtomicLong;

/** The number of unanswered calls of one table in one epoch. */
final class CallCount {

    private final AtomicLong unanswered = new AtomicLong();

    void enter() {
        unanswered.incrementAndGet();
    }

    void leave() {
        unanswered.decrementAndGet();
    }

    boolean none() {
        return unanswered.get() == 0;
    }
}
