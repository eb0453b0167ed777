package io.slipway.spi.config;

/** When a write is acknowledged at {@code dual-write} and {@code audit}; the target's failure fails it in neither. */
public enum WritePolicy {
    /** As soon as the source has it. */
    BACKGROUND,
    /** When the source has it and the target was tried. */
    REQUIRED
}
