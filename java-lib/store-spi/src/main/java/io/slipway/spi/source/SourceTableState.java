package io.slipway.spi.source;

/**
 * What the source knows of a table's migration.
 *
 * @param enrolled whether its writes enter the outbox
 * @param sealed whether its authority has ended
 * @param epochMin the oldest epoch that is accepted
 * @param epochMax the newest epoch that is accepted
 * @param floor the version issued by the seal, greater than every version of the table before; 0 if never sealed
 */
public record SourceTableState(boolean enrolled, boolean sealed, long epochMin, long epochMax, long floor) {

    /** A table that no migration has touched. */
    public static final SourceTableState UNTOUCHED = new SourceTableState(false, false, 0, 0, 0);
}
