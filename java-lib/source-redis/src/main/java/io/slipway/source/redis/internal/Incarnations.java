package io.slipway.source.redis.internal;

import io.slipway.source.redis.RecordedTables;
import io.slipway.spi.StoreException;
import io.slipway.spi.source.SourceTableState;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a link in if its server's incarnation was raised, and raises it otherwise.
 *
 * <p>Several processes may try at once: the stored run id is compared and set in one step, and what they assert is only ever added.
 */
final class Incarnations {

    private static final Logger LOG = LoggerFactory.getLogger(Incarnations.class);
    private static final String NONE = "none";
    private static final int RAISES_MAX = 3;

    private final RecordedTables recorded;
    private final Duration skew;
    private final AtomicLong greatestSeen = new AtomicLong();

    Incarnations(RecordedTables recorded, Duration skew) {
        this.recorded = recorded;
        this.skew = skew;
    }

    /** This process was told that the server issued {@code version}. */
    void seen(long version) {
        if (version > greatestSeen.get()) {
            greatestSeen.accumulateAndGet(version, Math::max);
        }
    }

    /** The link under {@code run}, once the server agrees that this is the incarnation it was raised for. */
    CompletionStage<Link> entered(Link link, String run) {
        return entered(link.as(run), link, run, RAISES_MAX);
    }

    private CompletionStage<Link> entered(Link checked, Link unchecked, String run, int raisesLeft) {
        return checked.call(Script.LOOK, Arguments.of(""))
                .handle((state, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(checked);
                    }
                    String stored = Refusals.storedRun(failure).orElse("");
                    if (stored.isEmpty() || raisesLeft == 0) {
                        return CompletableFuture.<Link>failedFuture(failure);
                    }
                    return raised(unchecked, stored.equals(NONE) ? "" : stored, run)
                            .thenCompose(done -> entered(checked, unchecked, run, raisesLeft - 1));
                })
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Void> raised(Link link, String stored, String run) {
        return records().thenCompose(tables -> {
            Arguments arguments = Arguments.of(stored)
                    .add(run)
                    .add(greatestSeen.get())
                    .add(skew.toNanos() / 1_000)
                    .add(tables.size());
            tables.forEach((table, state) -> arguments
                    .add(table)
                    .add(state.enrolled())
                    .add(state.sealed())
                    .add(state.epochMin())
                    .add(state.epochMax())
                    .add(state.floor()));
            return link.call(Script.RAISE, arguments).handle((reply, failure) -> {
                if (failure == null) {
                    Reply answer = new Reply(reply);
                    if (answer.flag()) {
                        LOG.info(
                                "raised the Redis server's incarnation {}: {} tables asserted, versions above {}",
                                run,
                                tables.size(),
                                answer.number());
                    }
                } else if (Refusals.storedRun(failure).isEmpty()) {
                    throw Failures.of(failure, Effect.NONE, "raising the Redis server's new incarnation");
                }
                // Another process was faster; the next look tells what came of it.
                return null;
            });
        });
    }

    private CompletionStage<Map<String, SourceTableState>> records() {
        CompletionStage<Map<String, SourceTableState>> read;
        try {
            read = recorded.read();
        } catch (RuntimeException e) {
            read = CompletableFuture.failedFuture(e);
        }
        return read.exceptionallyCompose(failure -> CompletableFuture.failedFuture(unreadable(failure)));
    }

    private static StoreException unreadable(Throwable failure) {
        return Failures.away(
                "the Redis server was restarted or replaced, and serves nobody before its tables were asserted again from"
                        + " the config store's records, which cannot be read now: "
                        + Failures.unwrap(failure).getMessage(),
                failure);
    }
}
