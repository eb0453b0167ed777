package io.slipway.bench;

import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long to measure.
 *
 * @param rounds passes over all benchmarks, each in a JVM of its own; every other one in reverse order
 * @param warmups unmeasured iterations at the start of a JVM
 * @param iterations measured iterations after them
 * @param length of one iteration
 */
record Effort(int rounds, int warmups, int iterations, TimeValue length) {

    static final Effort FULL = new Effort(4, 3, 5, TimeValue.seconds(1));
    static final Effort QUICK = new Effort(2, 3, 3, TimeValue.milliseconds(400));
}
