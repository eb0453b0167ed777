package io.slipway.target.cql;

/** How many replicas must answer a request. */
public enum Consistency {
    ONE,
    LOCAL_ONE,
    QUORUM,
    LOCAL_QUORUM,
    ALL
}
