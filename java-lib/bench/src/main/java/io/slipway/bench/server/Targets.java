package io.slipway.bench.server;

import io.slipway.bench.Target;
import java.util.function.IntFunction;

/**
 * What operations must show, by how many of them are in flight.
 *
 * @param throughput operations a second
 * @param cpu the client's CPU time per operation
 * @param p99 the latency that one operation in a hundred exceeds
 */
record Targets(IntFunction<Target> throughput, IntFunction<Target> cpu, IntFunction<Target> p99) {

    static Targets none() {
        return of(Target.none(), Target.none());
    }

    static Targets of(Target throughput, Target cpu) {
        return new Targets(inFlight -> throughput, inFlight -> cpu, inFlight -> Target.none());
    }
}
