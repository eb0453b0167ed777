package io.slipway.demo.traffic;

import java.util.Locale;

/** One of the three services, and its part of the traffic. */
public enum Role {
    MASTER(4, 0.45, 2),
    DELIVERY(2, 0.20, 4),
    API(3, 0.35, 1);

    private final int lanes;
    private final double share;
    private final int operationsPerStep;

    /**
     * @param lanes callers that it has at least
     * @param share of all operations
     * @param operationsPerStep what a step of its callers comes to, about
     */
    Role(int lanes, double share, int operationsPerStep) {
        this.lanes = lanes;
        this.share = share;
        this.operationsPerStep = operationsPerStep;
    }

    /** How the service is called. */
    public String serviceName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many callers it has where {@code processes} share them: each process has at least one. */
    int lanes(int processes) {
        return Math.max(lanes, processes);
    }

    /** Steps a second of all its callers together, if all services together are to make {@code rate} operations a second. */
    double stepsPerSecond(double rate) {
        return rate * share / operationsPerStep;
    }
}
