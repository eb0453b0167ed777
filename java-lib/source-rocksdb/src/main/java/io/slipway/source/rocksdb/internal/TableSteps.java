package io.slipway.source.rocksdb.internal;

import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.TableRefusal;

/** The steps by which a table's state changes. Each answers with the state that holds afterwards, and changes nothing if it holds already. */
final class TableSteps {

    private TableSteps() {}

    static Step<SourceTableState> enrol(String table, long epoch) {
        return group -> {
            SourceTableState state = group.state(table);
            TableRefusal.checkUnsealed(state, table);
            if (!state.enrolled()) {
                return changed(group, table, new SourceTableState(true, false, 0, epoch, state.floor()));
            }
            TableRefusal.checkWindow(state, new TableEpoch(table, epoch));
            return state;
        };
    }

    static Step<SourceTableState> admit(String table, long epochMin, long epochMax) {
        return group -> {
            SourceTableState state = group.state(table);
            if (epochMin > epochMax) {
                throw TableRefusal.empty(table, epochMin, epochMax);
            }
            if (epochMin < state.epochMin() || epochMax < state.epochMax()) {
                throw TableRefusal.backwards(state, table);
            }
            SourceTableState next =
                    new SourceTableState(state.enrolled(), state.sealed(), epochMin, epochMax, state.floor());
            return next.equals(state) ? state : changed(group, table, next);
        };
    }

    static Step<SourceTableState> seal(String table, long epoch) {
        return group -> {
            SourceTableState state = group.state(table);
            TableRefusal.checkEnrolled(state, table);
            TableRefusal.checkWindow(state, new TableEpoch(table, epoch));
            if (state.sealed()) {
                return state;
            }
            long floor = group.versions().next();
            return changed(group, table, new SourceTableState(true, true, state.epochMin(), state.epochMax(), floor));
        };
    }

    static Step<SourceTableState> unseal(String table, long aboveVersion) {
        return group -> {
            SourceTableState state = group.state(table);
            if (aboveVersion > group.versions().furthest()) {
                throw TableRefusal.future(table, aboveVersion);
            }
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
