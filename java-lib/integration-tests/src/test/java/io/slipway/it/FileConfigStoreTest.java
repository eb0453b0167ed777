package io.slipway.it;

import io.slipway.migrate.config.FileConfigStore;
import io.slipway.spi.config.ConfigStore;
import io.slipway.testkit.contract.ConfigStoreContract;
import java.nio.file.Path;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.io.TempDir;

/** The config store in a file passes the suite of all config stores. */
class FileConfigStoreTest extends ConfigStoreContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Override
    protected ConfigStore open() {
        return FileConfigStore.open(folder.resolve("tables.yaml"), ForkJoinPool.commonPool());
    }
}
