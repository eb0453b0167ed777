package io.slipway.provider;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.stage.RecordedStates;
import io.slipway.source.redis.RedisOptions;
import io.slipway.source.redis.RedisSource;
import io.slipway.source.rocksdb.RocksOptions;
import io.slipway.source.rocksdb.RocksSource;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.settings.Settings;
import io.slipway.spi.source.SourceStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The settings under {@code source}: which old store it is, and how it is opened. */
sealed interface SourceSettings {

    /** The embedded one. */
    record Rocks(RocksOptions options) implements SourceSettings {

        @Override
        public Path stateFolder() {
            Path store = options.path().toAbsolutePath().normalize();
            Path name = store.getFileName();
            if (name == null) {
                throw KvException.of(
                        KvErrorCode.CONFIG, "setting 'source.rocksdb.path' must name a folder below " + store);
            }
            return store.resolveSibling(name + "-slipway");
        }

        @Override
        public SourceStore open(Records records) {
            return RocksSource.open(options, Clock.systemUTC());
        }
    }

    /** The networked one. */
    record Redis(RedisOptions options) implements SourceSettings {

        @Override
        public Path stateFolder() {
            return Path.of("slipway-state");
        }

        @Override
        public SourceStore open(Records records) {
            return RedisSource.open(options, () -> records.readAll().thenApply(RecordedStates::of));
        }
    }

    /** Where state goes that the settings give no folder. */
    Path stateFolder();

    /** The records of all tables, as the config store has them now. */
    @FunctionalInterface
    interface Records {
        CompletionStage<Map<String, TableConfig>> readAll();
    }

    /** @param records what a networked source is told again of its tables if it has restarted */
    SourceStore open(Records records);

    /** Whichever the settings give; exactly one must be. */
    static SourceSettings of(Settings settings) {
        boolean redis = settings.find(RedisOptions.SECTION + ".address").isPresent();
        if (redis && settings.find(RocksOptions.SECTION + ".path").isPresent()) {
            throw KvException.of(
                    KvErrorCode.CONFIG,
                    "both 'source.redis.address' and 'source.rocksdb.path' are given: a process has one old store");
        }
        return redis ? new Redis(RedisOptions.of(settings)) : new Rocks(RocksOptions.of(settings));
    }
}
