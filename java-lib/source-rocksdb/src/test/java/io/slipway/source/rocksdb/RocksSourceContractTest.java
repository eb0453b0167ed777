package io.slipway.source.rocksdb;

import io.slipway.spi.source.SourceStore;
import io.slipway.testkit.contract.SourceContract;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

class RocksSourceContractTest extends SourceContract {

    @TempDir
    private Path folder;

    @Override
    protected SourceStore open(Set<String> tables, InstantSource clock) {
        return RocksSource.open(RocksOptions.at(folder), clock);
    }
}
