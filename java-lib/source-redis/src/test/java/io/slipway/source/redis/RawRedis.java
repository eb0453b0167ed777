package io.slipway.source.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.slipway.redis.RedisServer;

/** A plain client beside the library: what an administrator sees and does. */
final class RawRedis implements AutoCloseable {

    private final RedisClient client;

    RawRedis(RedisServer server) {
        client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
    }

    RedisCommands<String, String> commands() {
        return client.connect().sync();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
