package io.slipway.target.cql;

/** Among which replicas a lightweight transaction is decided. */
public enum SerialConsistency {
    /** Those of all data centres. */
    SERIAL(Consistency.QUORUM),
    /** Those of the local data centre: two data centres are two stores. */
    LOCAL_SERIAL(Consistency.LOCAL_QUORUM);

    private final Consistency quorum;

    SerialConsistency(Consistency quorum) {
        this.quorum = quorum;
    }

    /** The consistency at which plain reads see every acknowledged transaction. */
    public Consistency quorum() {
        return quorum;
    }
}
