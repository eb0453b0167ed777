package io.slipway.source.redis;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.KvProvider;
import io.slipway.source.redis.internal.RedisTime;
import io.slipway.source.redis.internal.RedisVersionless;
import io.slipway.spi.StoreException;
import io.slipway.spi.settings.Settings;
import java.time.Clock;

/**
 * The old store's own provider: what services used before Slipway, and still use while its jar alone is on their class path.
 *
 * <p>It reads the settings under {@code source.redis} and ignores all others. A table that has been enrolled for migration refuses it with a
 * CONFLICT error, because its writes would bypass the migration.
 */
public final class RedisKvProvider implements KvProvider {

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public KvStore open(KvConfig config) {
        RedisOptions options = RedisOptions.of(
                Settings.loadSection(config, RedisOptions.reference(), System.getenv(), RedisOptions.SECTION));
        try {
            return RedisVersionless.open(options, RedisTime.server(), Clock.systemUTC());
        } catch (StoreException e) {
            throw KvException.of(e.code(), String.valueOf(e.getMessage()), e);
        }
    }
}
