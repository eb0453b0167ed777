package io.slipway.bench.server;

import io.slipway.kv.KvStore;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.load.LoadResult;
import io.slipway.migrate.validate.ValidationReport;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.provider.Slipway;
import io.slipway.spi.config.Stage;

/** Slipway's own load and validation. */
final class SlipwayMove extends MoveWork {

    private final Place place;

    SlipwayMove(Place place) {
        this.place = place;
    }

    @Override
    String side() {
        return "ours";
    }

    @Override
    Run load(String table, int rows) {
        fill(table, rows);
        try (Slipway slipway = Stores.slipway(place)) {
            Stores.bring(slipway.operator(), table, Stage.DUAL_WRITE);
            Stopwatch watch = new Stopwatch();
            LoadResult result =
                    Waiting.on(slipway.operator().load(table, progress -> {}).result());
            Run run = watch.after(rows);
            if (result.outcome() != LoadResult.Outcome.COMPLETE || result.rows() != rows) {
                throw new IllegalStateException("loaded " + result);
            }
            return run;
        }
    }

    @Override
    Run scan(String table, int rows) {
        try (Slipway slipway = Stores.slipway(place)) {
            Stopwatch watch = new Stopwatch();
            ValidationReport report = Waiting.on(slipway.operator()
                    .validate(table, ValidationScope.WHOLE, (step, seen, estimated) -> {})
                    .report());
            Run run = watch.after(rows);
            if (report.left() != 0 || report.comparisons() != rows) {
                throw new IllegalStateException("validated " + report);
            }
            return run;
        }
    }

    private void fill(String table, int rows) {
        try (KvStore old = Stores.old(place)) {
            StoreClient client = new StoreClient(old, table);
            ClosedLoop.run(client::put, rows, 256);
        }
    }

    @Override
    public void close() {}
}
