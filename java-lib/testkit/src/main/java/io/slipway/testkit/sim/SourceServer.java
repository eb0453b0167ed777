package io.slipway.testkit.sim;

import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.testkit.memory.Link;
import io.slipway.testkit.memory.MemorySource;
import java.time.InstantSource;

/** The server of a world's source: in memory, or a real one. Used by one thread. */
public interface SourceServer {

    /** Starts a server for one world, empty. */
    @FunctionalInterface
    interface Maker {

        /**
         * @param clock the only clock that the server may read
         * @param records what the world's config store says, for a server that has to be told again
         */
        SourceServer start(InstantSource clock, ConfigStore records);
    }

    /** A server in memory. */
    static SourceServer inMemory(InstantSource clock, ConfigStore records) {
        MemorySource.Disk disk = new MemorySource.Disk();
        return new SourceServer() {
            @Override
            public SourceStore over(Link link) {
                return new MemorySource(disk, clock, link);
            }

            @Override
            public SourceTableState state(String table) {
                return disk.state(table);
            }

            @Override
            public long lastVersion() {
                return disk.lastVersion();
            }

            @Override
            public void restart() {
                // What is on the disk is all there is.
            }
        };
    }

    /** The source as a process sees it, over a link of its own. */
    SourceStore over(Link link);

    /** What the server knows of a table. */
    SourceTableState state(String table);

    /** The greatest version issued so far. */
    long lastVersion();

    /** Ends the server without warning and starts it again; it serves when this returns. */
    void restart();
}
