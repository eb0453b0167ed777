package io.slipway.source.redis;

import io.slipway.kv.KvStore;
import io.slipway.redis.RedisServer;
import io.slipway.source.redis.internal.RedisTime;
import io.slipway.source.redis.internal.RedisVersionless;
import io.slipway.testkit.TestClock;
import io.slipway.testkit.kv.KvStoreContract;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRedis.class)
class RedisKvContractTest extends KvStoreContract {

    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final RedisServer server;
    private final String prefix = SharedRedis.freshPrefix();

    RedisKvContractTest(RedisServer server) {
        this.server = server;
    }

    @Override
    protected KvStore open() {
        return RedisVersionless.open(SharedRedis.options(server, "prefix", prefix), RedisTime.given(clock), clock);
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
