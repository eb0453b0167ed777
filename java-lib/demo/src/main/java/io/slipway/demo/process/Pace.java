package io.slipway.demo.process;

/**
 * How much the services have to do, and what.
 *
 * @param rate operations a second of all services together
 * @param seed chooses the operations
 */
public record Pace(double rate, long seed) {}
