package io.slipway.source.rocksdb.internal;

import io.slipway.source.rocksdb.RocksOptions;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WALRecoveryMode;

/** RocksDB's own options. They must outlive the database that was opened with them. */
final class Tuning implements AutoCloseable {

    private static final long LOG_BYTES_MAX = 128L << 20;
    private static final int OPEN_FILES_MAX = 512;
    private static final double BLOOM_BITS = 10;

    static {
        RocksDB.loadLibrary();
    }

    private final LRUCache cache;
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);
    private final ColumnFamilyOptions family;
    private final DBOptions database;

    Tuning(RocksOptions options) {
        cache = new LRUCache(options.cacheBytes());
        family = new ColumnFamilyOptions()
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(Math.min(options.writeBufferBytes(), 16L << 20))
                .setLevelCompactionDynamicLevelBytes(true)
                .setTableFormatConfig(
                        new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(bloom));
        // A log that is damaged anywhere but at its very end refuses to open: point-in-time recovery, the default,
        // would silently drop
        // acknowledged writes behind the damage.
        database = new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setDbWriteBufferSize(options.writeBufferBytes())
                .setMaxTotalWalSize(LOG_BYTES_MAX)
                .setMaxOpenFiles(OPEN_FILES_MAX)
                .setMaxBackgroundJobs(2)
                .setKeepLogFileNum(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
    }

    ColumnFamilyOptions family() {
        return family;
    }

    DBOptions database() {
        return database;
    }

    @Override
    public void close() {
        database.close();
        family.close();
        bloom.close();
        cache.close();
    }
}
