package io.slipway.source.redis;

import io.slipway.redis.RedisServer;
import io.slipway.source.redis.internal.RedisSourceStore;
import io.slipway.source.redis.internal.RedisTime;
import io.slipway.spi.source.SourceStore;
import io.slipway.testkit.contract.SourceContract;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRedis.class)
class RedisSourceContractTest extends SourceContract {

    private final RedisServer server;
    private final String prefix = SharedRedis.freshPrefix();

    RedisSourceContractTest(RedisServer server) {
        this.server = server;
    }

    @Override
    protected SourceStore open(Set<String> tables, InstantSource clock) {
        return RedisSourceStore.open(
                SharedRedis.options(server, "prefix", prefix), RecordedTables.NONE, RedisTime.given(clock));
    }
}
