package io.slipway.testkit.sim;

/** Runs worlds. */
public final class Simulation {

    private Simulation() {}

    /** The world of {@code seed}, as the product is. */
    public static SimResult run(long seed) {
        return run(seed, Tampering.NONE);
    }

    /** The world of {@code seed}, with a fault planted. */
    public static SimResult run(long seed, Tampering tampering) {
        return run(seed, tampering, SourceServer::inMemory);
    }

    /** The world of {@code seed} over a source of another kind. */
    public static SimResult run(long seed, Tampering tampering, SourceServer.Maker sources) {
        return new SimWorld(seed, tampering, sources).run();
    }
}
