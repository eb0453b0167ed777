package io.slipway.source.rocksdb.internal;

import io.slipway.spi.source.SourceTableState;

/** The steps by which a table's state changes. Each answers with the state that holds afterwards, and changes nothing if it holds already. */
final class TableSteps {

    private TableSteps() {}

    static Step<SourceTableState> enrol(String table, long epoch) {
        return group -> {
            SourceTableState state = group.state(table);
            if (!state.enrolled()) {
                return changed(group, table, new SourceTableState(true, false, 0, epoch, state.floor()));
            }
            if (!TableRefusal.inWindow(state, epoch)) {
                throw TableRefusal.stale(
                        table,
                        "cannot be enrolled at epoch " + epoch + ": it already is, with the window "
                                + TableRefusal.window(state));
            }
            return state;
        };
    }

    static Step<SourceTableState> admit(String table, long epochMin, long epochMax) {
        return group -> {
            SourceTableState state = group.state(table);
            if (epochMin > epochMax) {
                throw TableRefusal.rejected(table, "the window [" + epochMin + ", " + epochMax + "] is empty");
            }
            if (epochMin < state.epochMin() || epochMax < state.epochMax()) {
                throw TableRefusal.stale(
                        table,
                        "the window of epochs " + TableRefusal.window(state) + " cannot go back to [" + epochMin + ", "
                                + epochMax + "]");
            }
            SourceTableState next = new SourceTableState(true, state.sealed(), epochMin, epochMax, state.floor());
            return next.equals(state) ? state : changed(group, table, next);
        };
    }

    static Step<SourceTableState> seal(String table, long epoch) {
        return group -> {
            SourceTableState state = group.state(table);
            if (state.sealed()) {
                return state;
            }
            TableRefusal.checkEnrolled(state, table, "sealing");
            if (!TableRefusal.inWindow(state, epoch)) {
                throw TableRefusal.stale(
                        table,
                        "cannot be sealed by epoch " + epoch + ": outside the accepted " + TableRefusal.window(state));
            }
            long floor = group.versions().next();
            return changed(group, table, new SourceTableState(true, true, state.epochMin(), state.epochMax(), floor));
        };
    }

    static Step<SourceTableState> unseal(String table, long aboveVersion) {
        return group -> {
            SourceTableState state = group.state(table);
            group.versions().raiseAbove(aboveVersion);
            return state.sealed()
                    ? changed(
                            group,
                            table,
                            new SourceTableState(true, false, state.epochMin(), state.epochMax(), state.floor()))
                    : state;
        };
    }

    private static SourceTableState changed(Group group, String table, SourceTableState next) {
        group.change(table, next);
        return next;
    }
}
