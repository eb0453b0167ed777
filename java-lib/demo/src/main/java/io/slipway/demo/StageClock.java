package io.slipway.demo;

import io.slipway.demo.traffic.StageVisits;
import io.slipway.migrate.router.RouterListener;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.target.TargetTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Follows the router: notes for the latencies, and tells on the terminal, when a table enters a stage. Thread-safe. */
final class StageClock implements RouterListener {
    private final StageVisits visits;
    private final Terminal terminal;
    private final Map<String, String> stages = new ConcurrentHashMap<>();

    StageClock(StageVisits visits, Terminal terminal) {
        this.visits = visits;
        this.terminal = terminal;
    }

    @Override
    public void routed(TableConfig config, TargetTable target) {
        enter(config.spec().name(), config.phase().stage().text());
    }

    /** A table is at a stage from now on; nothing happens if it is there already. */
    void enter(String table, String stage) {
        String before = stages.put(table, stage);
        if (!stage.equals(before)) {
            visits.enter(table, stage);
            terminal.say("%-10s %s%s", table, before == null ? "" : before + " -> ", stage);
        }
    }
}
