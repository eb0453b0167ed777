package io.slipway.kv.spi;

import java.time.InstantSource;

/**
 * What the tables and batches of one open store share.
 *
 * @param clock wall-clock time, for expiry
 */
public record StoreContext(InstantSource clock, Lifecycle lifecycle, TableRules rules) {

    public static StoreContext of(InstantSource clock) {
        return new StoreContext(clock, new Lifecycle(), TableRules.DEFAULT);
    }
}
