package io.slipway.testkit.sim;

import io.slipway.migrate.Environment;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetStore;
import io.slipway.target.cql.chunk.ChunkRows;

/** Stands between the shipped classes and the stores, so that a test can plant a fault which the simulation must catch. */
public interface Tampering {

    /** For whom a port is made. */
    enum Role {
        /** Router, audit and recovery of a service's process. */
        SERVICE,
        /** The loader. */
        LOADER,
        /** Stage driver and validator. */
        DRIVER
    }

    /** The stores as one process sees them. */
    record Ports(SourceStore source, TargetStore target, ConfigStore config) {

        public Ports withSource(SourceStore other) {
            return new Ports(other, target, config);
        }

        public Ports withTarget(TargetStore other) {
            return new Ports(source, other, config);
        }

        public Ports withConfig(ConfigStore other) {
            return new Ports(source, target, other);
        }
    }

    /** Leaves everything as it is. */
    Tampering NONE = new Tampering() {};

    /** The ports that {@code role} gets in place of {@code real}. */
    default Ports ports(Role role, Environment environment, Ports real) {
        return real;
    }

    /** The rows that the chunk protocol gets in place of {@code real}. */
    default ChunkRows rows(ChunkRows real) {
        return real;
    }
}
