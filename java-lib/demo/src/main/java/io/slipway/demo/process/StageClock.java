package io.slipway.demo.process;

import io.slipway.demo.traffic.StageVisits;
import io.slipway.migrate.router.RouterListener;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.target.TargetTable;

/** Follows a router: notes for the latencies when a table enters an epoch. Thread-safe. */
final class StageClock implements RouterListener {
    private final StageVisits visits;

    StageClock(StageVisits visits) {
        this.visits = visits;
    }

    /** By its record a table is at some stage already, though no router has told of it. */
    void enter(TableConfig config) {
        visits.enter(
                config.spec().name(), config.epoch(), config.phase().stage().text());
    }

    @Override
    public void routed(TableConfig config, TargetTable target) {
        enter(config);
    }
}
