package io.slipway.testkit.memory;

import io.slipway.spi.source.SourceStore;
import io.slipway.testkit.contract.SourceContract;
import java.time.InstantSource;
import java.util.Set;

/** The source in memory passes the suite of all sources. */
class MemorySourceTest extends SourceContract {

    private final MemorySource.Disk disk = new MemorySource.Disk();

    @Override
    protected SourceStore open(Set<String> tables, InstantSource clock) {
        return new MemorySource(disk, clock, Link.DIRECT);
    }
}
