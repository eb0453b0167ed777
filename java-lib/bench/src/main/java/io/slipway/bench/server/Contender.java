package io.slipway.bench.server;

import java.io.IOException;

/**
 * One side of a comparison.
 *
 * @param name what reports call it
 * @param start starts its worker
 */
record Contender(String name, Start start) {

    interface Start {

        /** @param experiment names the keyspace that both sides share; the subject is started first and makes its tables */
        WorkerProcess start(Ground ground, String experiment) throws IOException;
    }

    static Contender java(String name, Worker.Side side) {
        return new Contender(name, (ground, experiment) -> ground.worker(experiment, side));
    }
}
