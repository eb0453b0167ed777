package io.slipway.source.redis.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** The one link in use. A lost one is replaced when it is next needed; attempts follow each other no faster than ten a second. Thread-safe. */
final class Links {

    private static final long RETRY_NANOS = Duration.ofMillis(100).toNanos();

    private final Connector connector;
    private final AtomicReference<Attempt> latest;

    private static final class Attempt {
        private final CompletableFuture<Link> link = new CompletableFuture<>();
        private volatile long failedNanos;

        boolean isOver() {
            if (!link.isDone()) {
                return false;
            }
            return link.isCompletedExceptionally()
                    ? System.nanoTime() - failedNanos > RETRY_NANOS
                    : !link.join().isOpen();
        }
    }

    Links(Connector connector) {
        this.connector = connector;
        this.latest = new AtomicReference<>(start(new Attempt()));
    }

    /** An open link, at once or when connecting ends; fails with StoreException if the latest attempt did, and that was just now. */
    CompletableFuture<Link> current() {
        while (true) {
            Attempt attempt = latest.get();
            if (!attempt.isOver()) {
                return attempt.link;
            }
            Attempt next = new Attempt();
            if (latest.compareAndSet(attempt, next)) {
                start(next);
            }
        }
    }

    private Attempt start(Attempt attempt) {
        opening().whenComplete((link, failure) -> {
            if (failure == null) {
                attempt.link.complete(link);
            } else {
                attempt.failedNanos = System.nanoTime();
                attempt.link.completeExceptionally(Failures.unwrap(failure));
            }
        });
        return attempt;
    }

    private CompletableFuture<Link> opening() {
        try {
            return connector.open();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(Failures.of(e, Effect.NONE, "connecting to Redis"));
        }
    }

    void end() {
        connector.end();
    }
}
