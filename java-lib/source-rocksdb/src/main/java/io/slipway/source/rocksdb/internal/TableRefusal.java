package io.slipway.source.rocksdb.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.TableEpoch;

/** Who may not act on a table, and why. */
final class TableRefusal {

    private TableRefusal() {}

    /** Checks an operation under an epoch. */
    static void check(SourceTableState state, TableEpoch table) {
        checkUnsealed(state, table.table());
        if (state.enrolled()) {
            checkWindow(state, table);
        }
    }

    static void checkWindow(SourceTableState state, TableEpoch table) {
        if (table.epoch() < state.epochMin() || table.epoch() > state.epochMax()) {
            throw stale(
                    table.table(),
                    "epoch " + table.epoch() + " is outside the accepted [" + state.epochMin() + ", " + state.epochMax()
                            + "]; re-read the configuration");
        }
    }

    /** Checks an operation of somebody who knows nothing of epochs. */
    static void checkVersionless(SourceTableState state, String table) {
        if (state.enrolled()) {
            throw stale(
                    table,
                    "it is being migrated, and this process uses the old store's own provider; restart it with Slipway's"
                            + " on the class path");
        }
    }

    static void checkUnsealed(SourceTableState state, String table) {
        if (state.sealed()) {
            throw new StoreException(
                    StoreException.Kind.SEALED,
                    KvErrorCode.STALE_EPOCH,
                    "table '" + table + "' was sealed: its authority is the target; re-read the configuration");
        }
    }

    static void checkSealed(SourceTableState state, String table, String operation) {
        if (!state.sealed()) {
            throw rejected(table, operation + " needs a sealed table, and this one is not");
        }
    }

    static void checkEnrolled(SourceTableState state, String table, String operation) {
        if (!state.enrolled()) {
            throw rejected(table, operation + " needs an enrolled table, and this one is not");
        }
    }

    static StoreException stale(String table, String why) {
        return new StoreException(
                StoreException.Kind.STALE_EPOCH, KvErrorCode.STALE_EPOCH, "table '" + table + "': " + why);
    }

    static StoreException rejected(String table, String why) {
        return new StoreException(
                StoreException.Kind.REJECTED, KvErrorCode.STAGE_EDGE, "table '" + table + "': " + why);
    }
}
