package io.slipway.source.rocksdb;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.KvProvider;
import io.slipway.source.rocksdb.internal.EngineVersionless;
import io.slipway.spi.StoreException;
import io.slipway.spi.settings.Settings;
import java.time.Clock;

/**
 * The old store's own provider: what services used before Slipway, and still use while its jar alone is on their class path.
 *
 * <p>It reads the settings under {@code source.rocksdb} and ignores all others. A table that has been enrolled for migration refuses it
 * with a CONFLICT error, because its writes would bypass the migration.
 */
public final class RocksKvProvider implements KvProvider {

    @Override
    public String name() {
        return "rocksdb";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public KvStore open(KvConfig config) {
        RocksOptions options = RocksOptions.of(
                Settings.loadSection(config, RocksOptions.reference(), System.getenv(), RocksOptions.SECTION));
        RocksLibrary.require();
        try {
            return EngineVersionless.open(options, Clock.systemUTC());
        } catch (StoreException e) {
            throw KvException.of(e.code(), String.valueOf(e.getMessage()), e);
        }
    }
}
