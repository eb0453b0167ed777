package io.slipway.source.rocksdb;

import io.slipway.spi.settings.Settings;
import io.slipway.spi.settings.SettingsReference;
import java.nio.file.Path;

/**
 * How an embedded store is opened; {@code reference.yaml} beside this class explains every setting and its bounds.
 *
 * @param path folder of the store
 * @param sync whether writes are on the disk before they are acknowledged
 * @param queueMax operations that may wait for the committer
 * @param outboxEntriesMax outbox entries that may wait for the target, over all tables
 * @param cacheBytes cache of uncompressed blocks
 * @param writeBufferBytes memory for writes that are not in sorted files yet
 * @param readers threads that serve large reads and scans
 */
public record RocksOptions(
        Path path,
        boolean sync,
        int queueMax,
        long outboxEntriesMax,
        long cacheBytes,
        long writeBufferBytes,
        int readers) {

    /** The section of the configuration that holds these settings. */
    public static final String SECTION = "source.rocksdb";

    /** Every setting of the section, with its default. */
    public static SettingsReference reference() {
        return SettingsReference.resource(RocksOptions.class, "reference.yaml");
    }

    /** Defaults, at that path. */
    public static RocksOptions at(Path path) {
        return new RocksOptions(path, true, 16_384, 1_000_000, 64L << 20, 64L << 20, 4);
    }

    /**
     * Reads the section.
     *
     * @throws io.slipway.kv.KvUserException if a setting is missing or out of bounds
     */
    public static RocksOptions of(Settings settings) {
        return new RocksOptions(
                settings.path(SECTION + ".path"),
                settings.flag(SECTION + ".sync"),
                settings.integer(SECTION + ".queue", 16, 1_000_000),
                settings.number(SECTION + ".outbox-entries", 1, 100_000_000),
                settings.bytes(SECTION + ".cache", 1L << 20, 64L << 30),
                settings.bytes(SECTION + ".write-buffer", 1L << 20, 16L << 30),
                settings.integer(SECTION + ".readers", 1, 64));
    }

    /** The same without waiting for the disk. */
    public RocksOptions withSync(boolean sync) {
        return new RocksOptions(path, sync, queueMax, outboxEntriesMax, cacheBytes, writeBufferBytes, readers);
    }

    /** The same with another bound on the outbox. */
    public RocksOptions withOutboxEntriesMax(long entries) {
        return new RocksOptions(path, sync, queueMax, entries, cacheBytes, writeBufferBytes, readers);
    }

    /** The same with another bound on the committer's queue. */
    public RocksOptions withQueueMax(int operations) {
        return new RocksOptions(path, sync, operations, outboxEntriesMax, cacheBytes, writeBufferBytes, readers);
    }
}
