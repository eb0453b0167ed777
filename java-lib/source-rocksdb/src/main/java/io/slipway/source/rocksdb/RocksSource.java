package io.slipway.source.rocksdb;

import io.slipway.source.rocksdb.internal.EngineSource;
import io.slipway.spi.source.SourceStore;
import java.time.InstantSource;

/** The embedded old store as a source of migrations. */
public final class RocksSource {

    private RocksSource() {}

    /**
     * Opens the store, creating it if there is none. Reads of a few keys run in the caller's thread, as the old store always answered;
     * everything else on the store's own threads. Answers never run on the thread that writes. A value that has expired is absent at once;
     * its space is given back when its key is written again.
     *
     * @param clock wall-clock time, for versions and expiry
     * @throws io.slipway.spi.StoreException rejected if the path is no folder or holds something else; corrupt
     *     if the files are damaged; unavailable if it is open in another process, cannot be read, or the disk is full
     * @throws io.slipway.kv.KvUserException if RocksDB's library is not on the class path
     */
    public static SourceStore open(RocksOptions options, InstantSource clock) {
        RocksLibrary.require();
        return EngineSource.open(options, clock);
    }
}
