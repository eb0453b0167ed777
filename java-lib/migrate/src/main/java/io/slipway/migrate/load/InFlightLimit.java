package io.slipway.migrate.load;

import java.time.Duration;
import java.util.Arrays;

/**
 * How many writes may be in flight: doubled until the target pushes back for the first time (slow start, as Jacobson has it), from then on
 * raised by a step while it keeps up and cut when it pushes back (additive increase, multiplicative decrease, as Chiu and Jain have it).
 *
 * <p>It decides once a window of answers, by the window's 99th percentile. Not thread-safe.
 */
final class InFlightLimit {

    /** Answers a window at least: fewer say nothing of a 99th percentile. */
    private static final int WINDOW = 128;

    private static final int STEP = 8;

    private final int min;
    private final int max;
    private final long latencyMaxNanos;
    private final long[] latencies;
    private int answers;
    private boolean reached;
    private boolean cut;
    private boolean pushedBackOnce;
    private int limit;

    InFlightLimit(int min, int max, Duration latencyMax) {
        this.min = min;
        this.max = max;
        this.latencyMaxNanos = latencyMax.toNanos();
        this.latencies = new long[Math.max(WINDOW, max)];
        this.limit = min;
    }

    int current() {
        return limit;
    }

    /** Says that the limit held a write back: only then is there a reason to raise it. */
    void reached() {
        reached = true;
    }

    void succeeded(long nanos) {
        latencies[answers++] = nanos;
        if (answers >= Math.max(WINDOW, limit)) {
            decide();
        }
    }

    /** An error: the limit is halved, once a window, however many of its writes fail together. */
    void pushedBack() {
        if (!cut) {
            limit = Math.max(min, limit / 2);
            cut = true;
            pushedBackOnce = true;
            answers = 0;
        }
    }

    private void decide() {
        Arrays.sort(latencies, 0, answers);
        long p99 = latencies[Math.min(answers - 1, answers * 99 / 100)];
        if (p99 > latencyMaxNanos) {
            limit = Math.max(min, limit * 3 / 4);
            pushedBackOnce = true;
        } else if (reached && !cut) {
            limit = Math.min(max, pushedBackOnce ? limit + STEP : limit * 2);
        }
        answers = 0;
        reached = false;
        cut = false;
    }
}
