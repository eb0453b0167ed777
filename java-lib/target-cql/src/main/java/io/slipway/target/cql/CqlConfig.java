package io.slipway.target.cql;

import io.slipway.target.cql.chunk.ChunkProtocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a cluster and how much to ask of it.
 *
 * @param contactPoints at least one address; the others are found through it
 * @param localDatacenter the data centre that is talked to
 * @param keyspace holds all target tables; {@code [a-z][a-z0-9_]{0,47}}
 * @param credentials user name and password, if the cluster wants them
 * @param tls for encrypted connections, where each node's certificate must name its address; null for plain ones
 * @param replication with which an absent keyspace is created; empty: an absent keyspace is an error
 * @param reads consistency of reads
 * @param writes consistency of writes
 * @param maxInFlight requests under way at a time, over all tables; more fail at once as overloaded
 * @param chunkBytes largest value that a <em>new</em> table keeps in one row; an existing table keeps the limit it was created with
 * @param eagerTables target tables where a get may join another's request that is sent already
 * @param speculateAfter how long a request that may be repeated waits for one node before it is also sent to another; zero: it never is.
 *     Lightweight transactions never are
 * @param connectTimeout for opening the session
 * @param schemaTimeout for each statement that reads or changes the schema
 */
public record CqlConfig(
        List<InetSocketAddress> contactPoints,
        String localDatacenter,
        String keyspace,
        Optional<Credentials> credentials,
        @Nullable SSLContext tls,
        Optional<Replication> replication,
        Consistency reads,
        Consistency writes,
        int maxInFlight,
        int chunkBytes,
        Set<String> eagerTables,
        Duration speculateAfter,
        Duration connectTimeout,
        Duration schemaTimeout) {

    /** A user name and password. Its text does not show the password. */
    public record Credentials(String user, String password) {

        @Override
        public String toString() {
            return "Credentials[" + user + "]";
        }
    }

    public CqlConfig {
        contactPoints = List.copyOf(contactPoints);
        eagerTables = Set.copyOf(eagerTables);
        if (contactPoints.isEmpty()) {
            throw new IllegalArgumentException("contactPoints is empty; name at least one host:port of the cluster");
        }
        if (!keyspace.matches("[a-z][a-z0-9_]{0,47}")) {
            throw new IllegalArgumentException("keyspace '" + keyspace + "' must match [a-z][a-z0-9_]{0,47}");
        }
        if (maxInFlight < 1 || maxInFlight > 16_384) {
            throw new IllegalArgumentException("maxInFlight must be 1 to 16384, not " + maxInFlight);
        }
        if (speculateAfter.isNegative()) {
            throw new IllegalArgumentException("speculateAfter must not be negative, but is " + speculateAfter);
        }
        if (chunkBytes < 1_024 || chunkBytes > 8 << 20) {
            throw new IllegalArgumentException("chunkBytes must be 1 KiB to 8 MiB, not " + chunkBytes);
        }
    }

    /** The same cluster and another keyspace. */
    public CqlConfig inKeyspace(String keyspace, Optional<Replication> replication) {
        return new CqlConfig(
                contactPoints,
                localDatacenter,
                keyspace,
                credentials,
                tls,
                replication,
                reads,
                writes,
                maxInFlight,
                chunkBytes,
                eagerTables,
                speculateAfter,
                connectTimeout,
                schemaTimeout);
    }

    /** The same, with reads and writes at {@code consistency}. */
    public CqlConfig withConsistency(Consistency consistency) {
        return new CqlConfig(
                contactPoints,
                localDatacenter,
                keyspace,
                credentials,
                tls,
                replication,
                consistency,
                consistency,
                maxInFlight,
                chunkBytes,
                eagerTables,
                speculateAfter,
                connectTimeout,
                schemaTimeout);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects a configuration; what is not set has the default named at its method. */
    public static final class Builder {

        private List<InetSocketAddress> contactPoints = List.of();
        private String localDatacenter = "datacenter1";
        private String keyspace = "slipway";
        private @Nullable Credentials credentials;
        private @Nullable SSLContext tls;
        private @Nullable Replication replication;
        private Consistency reads = Consistency.LOCAL_QUORUM;
        private Consistency writes = Consistency.LOCAL_QUORUM;
        private int maxInFlight = 1_024;
        private int chunkBytes = ChunkProtocol.CHUNK_BYTES_DEFAULT;
        private Set<String> eagerTables = Set.of();
        private Duration speculateAfter = Duration.ofMillis(500);
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration schemaTimeout = Duration.ofSeconds(30);

        private Builder() {}

        /** Required. */
        public Builder contactPoints(List<InetSocketAddress> contactPoints) {
            this.contactPoints = contactPoints;
            return this;
        }

        /** Default {@code datacenter1}. */
        public Builder localDatacenter(String localDatacenter) {
            this.localDatacenter = localDatacenter;
            return this;
        }

        /** Default {@code slipway}. */
        public Builder keyspace(String keyspace) {
            this.keyspace = keyspace;
            return this;
        }

        /** Default: none. */
        public Builder credentials(Credentials credentials) {
            this.credentials = credentials;
            return this;
        }

        /** Default: connections are not encrypted. */
        public Builder tls(SSLContext tls) {
            this.tls = tls;
            return this;
        }

        /** Default: the keyspace must exist. */
        public Builder replication(Replication replication) {
            this.replication = replication;
            return this;
        }

        /** Default {@link Consistency#LOCAL_QUORUM}. */
        public Builder reads(Consistency reads) {
            this.reads = reads;
            return this;
        }

        /** Default {@link Consistency#LOCAL_QUORUM}. */
        public Builder writes(Consistency writes) {
            this.writes = writes;
            return this;
        }

        /** Default 1,024. */
        public Builder maxInFlight(int maxInFlight) {
            this.maxInFlight = maxInFlight;
            return this;
        }

        /** Default 1 MiB. */
        public Builder chunkBytes(int chunkBytes) {
            this.chunkBytes = chunkBytes;
            return this;
        }

        /** Default: none. */
        public Builder eagerTables(Set<String> eagerTables) {
            this.eagerTables = eagerTables;
            return this;
        }

        /** Default 500 ms. */
        public Builder speculateAfter(Duration speculateAfter) {
            this.speculateAfter = speculateAfter;
            return this;
        }

        /** Default 10 s. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
            return this;
        }

        /** Default 30 s. */
        public Builder schemaTimeout(Duration schemaTimeout) {
            this.schemaTimeout = schemaTimeout;
            return this;
        }

        public CqlConfig build() {
            return new CqlConfig(
                    contactPoints,
                    localDatacenter,
                    keyspace,
                    Optional.ofNullable(credentials),
                    tls,
                    Optional.ofNullable(replication),
                    reads,
                    writes,
                    maxInFlight,
                    chunkBytes,
                    eagerTables,
                    speculateAfter,
                    connectTimeout,
                    schemaTimeout);
        }
    }
}
