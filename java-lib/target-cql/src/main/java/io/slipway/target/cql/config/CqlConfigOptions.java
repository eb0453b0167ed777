package io.slipway.target.cql.config;

import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.SerialConsistency;
import java.time.Duration;

/**
 * How the config store in a CQL cluster is reached.
 *
 * @param connection the cluster, and the keyspace of the config store's own tables; its consistency is not used here
 * @param serial among which replicas a publication is decided; plain reads and writes are at the quorum that belongs to it
 * @param timeout for each call, 100 ms to 1 min
 * @param create whether what is missing of the keyspace and its tables is created when the store is opened
 */
public record CqlConfigOptions(CqlConfig connection, SerialConsistency serial, Duration timeout, boolean create) {

    public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(2);

    public CqlConfigOptions {
        if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("timeout must be 100 ms to 1 min, not " + timeout);
        }
        connection = connection.withConsistency(serial.quorum());
    }

    /** A store that must have been prepared, decided among all replicas. */
    public static CqlConfigOptions of(CqlConfig connection) {
        return new CqlConfigOptions(connection, SerialConsistency.SERIAL, TIMEOUT_DEFAULT, false);
    }

    /** The same, and what is missing is created. */
    public CqlConfigOptions creating() {
        return new CqlConfigOptions(connection, serial, timeout, true);
    }
}
