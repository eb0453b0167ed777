package io.slipway.source.rocksdb;

import io.slipway.kv.KvStore;
import io.slipway.source.rocksdb.internal.EngineVersionless;
import io.slipway.testkit.TestClock;
import io.slipway.testkit.kv.KvStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

class RocksKvContractTest extends KvStoreContract {

    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    private Path folder;

    @Override
    protected KvStore open() {
        return EngineVersionless.open(RocksOptions.at(folder), clock);
    }

    @Override
    protected void letPass(Duration time) {
        clock.advance(time);
    }

    @Override
    protected Scans scans() {
        return Scans.ANY_RANGE;
    }
}
