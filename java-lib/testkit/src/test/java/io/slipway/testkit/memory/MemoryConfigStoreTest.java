package io.slipway.testkit.memory;

import io.slipway.spi.config.ConfigStore;
import io.slipway.testkit.contract.ConfigStoreContract;

/** The config store in memory passes the suite of all config stores. */
class MemoryConfigStoreTest extends ConfigStoreContract {

    private final MemoryConfigStore.Disk disk = new MemoryConfigStore.Disk();

    @Override
    protected ConfigStore open() {
        return new MemoryConfigStore(disk, Link.DIRECT);
    }
}
