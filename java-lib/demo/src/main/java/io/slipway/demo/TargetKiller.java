package io.slipway.demo;

import io.slipway.cassandra.CassandraServer;
import io.slipway.demo.report.DemoReport;
import io.slipway.demo.traffic.BulkSubmission;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Kills the target amid writes and brings it back. A server on the way down first stops answering, so it is paused for a moment, writes pile
 * up in front of it, and then SIGKILL takes them all. For one thread.
 */
final class TargetKiller {
    private static final int WRITES_WANTED = 128;
    private static final Duration PILE_UP_MAX = Duration.ofMillis(200);
    private static final Duration AWAY = Duration.ofSeconds(3);

    private final CassandraServer server;
    private final BulkSubmission burst;
    private final LongSupplier writesInFlight;

    /** @param writesInFlight target writes that were sent and not answered */
    TargetKiller(CassandraServer server, BulkSubmission burst, LongSupplier writesInFlight) {
        this.server = server;
        this.burst = burst;
        this.writesInFlight = writesInFlight;
    }

    /** Kills and restarts; returns when the target answers again. */
    DemoReport.Kill kill(String during, String table, double loadShare) throws InterruptedException {
        server.pause();
        burst.submit();
        long start_ns = System.nanoTime();
        while (writesInFlight.getAsLong() < WRITES_WANTED && System.nanoTime() - start_ns < PILE_UP_MAX.toNanos()) {
            Thread.sleep(1);
        }
        long inFlight = writesInFlight.getAsLong();
        server.kill();
        long killed_ns = System.nanoTime();
        Thread.sleep(AWAY.toMillis());
        server.restart();
        double away_s = (System.nanoTime() - killed_ns) / 1e9;
        return new DemoReport.Kill(during, table, loadShare, inFlight, away_s);
    }
}
