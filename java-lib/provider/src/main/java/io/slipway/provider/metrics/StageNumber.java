package io.slipway.provider.metrics;

import io.slipway.spi.config.Stage;

/** Stages as numbers for meters. */
public final class StageNumber {

    private StageNumber() {}

    /** 0 source, 1 dual-write, 2 audit, 3 read-target, 4 target. Dashboards are built on it, so it never changes. */
    public static int of(Stage stage) {
        return switch (stage) {
            case SOURCE -> 0;
            case DUAL_WRITE -> 1;
            case AUDIT -> 2;
            case READ_TARGET -> 3;
            case TARGET -> 4;
        };
    }
}
