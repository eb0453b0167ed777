package io.slipway.source.redis;

import io.slipway.source.redis.internal.RedisSourceStore;
import io.slipway.source.redis.internal.RedisTime;
import io.slipway.spi.source.SourceStore;

/** The networked old store as a source of migrations. */
public final class RedisSource {

    private RedisSource() {}

    /**
     * Connects and returns once the server serves: blocks as long as {@link RedisOptions#connectTimeout} at most. Afterwards the connection
     * is opened again whenever it is lost; until then operations fail as unavailable. Time is the server's, for versions and expiry.
     *
     * <p>Nothing is ever sent twice. A write whose answer is lost has an unknown outcome. Answers run on threads of the store's own.
     *
     * @param recorded asked whenever the server turns out to be a new incarnation
     * @throws io.slipway.spi.StoreException rejected if user, password, certificate or rights are refused, or the server cannot be a source;
     *     unavailable if it cannot be reached, or {@code recorded} cannot be read
     */
    public static SourceStore open(RedisOptions options, RecordedTables recorded) {
        return RedisSourceStore.open(options, recorded, RedisTime.server());
    }
}
