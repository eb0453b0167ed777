package io.slipway.demo;

import io.slipway.cassandra.CassandraServer;
import io.slipway.demo.report.DemoReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Kills the target amid writes and brings it back. A server on the way down first stops answering, so it is paused for a moment, writes pile
 * up in front of it, and then SIGKILL takes them all. For one thread.
 */
final class TargetKiller {
    private static final int WRITES_WANTED = 128;
    private static final int TRIES_MAX = 5;
    private static final Duration PILE_UP_MAX = Duration.ofSeconds(2);

    /** Behind a try that met too few writes: time for the breaker to close again. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Duration AWAY = Duration.ofSeconds(3);

    private final CassandraServer server;
    private final Runnable burst;
    private final LongSupplier writesInFlight;

    /**
     * @param burst has many rows written, and returns when they are
     * @param writesInFlight target writes that were sent and not answered
     */
    TargetKiller(CassandraServer server, Runnable burst, LongSupplier writesInFlight) {
        this.server = server;
        this.burst = burst;
        this.writesInFlight = writesInFlight;
    }

    /** Kills and restarts; returns when the target answers again. */
    DemoReport.Kill kill(String during, String table, double loadShare) throws InterruptedException {
        long inFlight = strike();
        long killed_ns = System.nanoTime();
        Thread.sleep(AWAY.toMillis());
        server.restart();
        double away_s = (System.nanoTime() - killed_ns) / 1e9;
        return new DemoReport.Kill(during, table, loadShare, inFlight, away_s);
    }

    /** Kills with enough writes in flight, or after some tries with fewer; returns how many there were. */
    private long strike() throws InterruptedException {
        for (int tries = 1; ; tries++) {
            server.pause();
            CompletableFuture<Void> submitted = CompletableFuture.runAsync(burst);
            long inFlight = pileUp();
            if (inFlight >= WRITES_WANTED || tries == TRIES_MAX) {
                server.kill();
                submitted.join();
                return inFlight;
            }
            server.resume();
            submitted.join();
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private long pileUp() throws InterruptedException {
        long start_ns = System.nanoTime();
        long inFlight = writesInFlight.getAsLong();
        while (inFlight < WRITES_WANTED && System.nanoTime() - start_ns < PILE_UP_MAX.toNanos()) {
            Thread.sleep(1);
            inFlight = writesInFlight.getAsLong();
        }
        return inFlight;
    }
}
