package io.slipway.testkit.kv;

import io.slipway.kv.KvStore;
import io.slipway.kv.memory.MemoryKvStore;
import io.slipway.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;

class MemoryKvStoreTest extends KvStoreContract {

    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));

    @Override
    protected KvStore open() {
        return MemoryKvStore.create(clock);
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
