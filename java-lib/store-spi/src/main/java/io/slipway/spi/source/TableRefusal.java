package io.slipway.spi.source;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;

/** Who may not act on a table of a source, and why: the rules of {@link SourceStore}, and the failures that name them. */
public final class TableRefusal {

    private TableRefusal() {}

    /** Checks an operation under an epoch. */
    public static void check(SourceTableState state, TableEpoch table) {
        checkUnsealed(state, table.table());
        if (state.enrolled()) {
            checkWindow(state, table);
        }
    }

    public static void checkWindow(SourceTableState state, TableEpoch table) {
        if (table.epoch() < state.epochMin() || table.epoch() > state.epochMax()) {
            throw outside(state, table);
        }
    }

    /** Checks an operation of somebody who knows nothing of epochs. */
    public static void checkVersionless(SourceTableState state, String table) {
        if (state.enrolled()) {
            throw versionless(table);
        }
    }

    public static void checkUnsealed(SourceTableState state, String table) {
        if (state.sealed()) {
            throw sealed(table);
        }
    }

    public static void checkSealed(SourceTableState state, String table) {
        if (!state.sealed()) {
            throw unsealed(table);
        }
    }

    public static void checkEnrolled(SourceTableState state, String table) {
        if (!state.enrolled()) {
            throw unenrolled(table);
        }
    }

    public static StoreException outside(SourceTableState state, TableEpoch table) {
        return stale(
                table.table(),
                "epoch " + table.epoch() + " is outside the accepted " + window(state) + "; re-read the configuration");
    }

    public static StoreException backwards(SourceTableState state, String table) {
        return stale(table, "the window of epochs " + window(state) + " cannot go back");
    }

    public static StoreException versionless(String table) {
        return stale(
                table,
                "it is being migrated, and this process uses the old store's own provider; restart it with Slipway's"
                        + " on the class path");
    }

    public static StoreException sealed(String table) {
        return new StoreException(
                StoreException.Kind.SEALED,
                KvErrorCode.STALE_EPOCH,
                "table '" + table + "' was sealed: its authority is the target; re-read the configuration");
    }

    public static StoreException unsealed(String table) {
        return rejected(table, "frozen reads and foreign writes need a sealed table, and this one is not");
    }

    public static StoreException unenrolled(String table) {
        return rejected(table, "sealing needs an enrolled table, and this one is not");
    }

    public static StoreException empty(String table, long epochMin, long epochMax) {
        return rejected(table, "the window [" + epochMin + ", " + epochMax + "] is empty");
    }

    public static StoreException future(String table, long version) {
        return rejected(
                table, "version " + version + " lies more than a day ahead: every later write of this store would too");
    }

    private static String window(SourceTableState state) {
        return "[" + state.epochMin() + ", " + state.epochMax() + "]";
    }

    private static StoreException stale(String table, String why) {
        return new StoreException(
                StoreException.Kind.STALE_EPOCH, KvErrorCode.STALE_EPOCH, "table '" + table + "': " + why);
    }

    private static StoreException rejected(String table, String why) {
        return new StoreException(
                StoreException.Kind.REJECTED, KvErrorCode.STAGE_EDGE, "table '" + table + "': " + why);
    }
}
