package io.slipway.source.rocksdb;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;

/** RocksDB itself: its jar is large, and left out where programs of other languages are installed. */
final class RocksLibrary {

    private RocksLibrary() {}

    /** @throws KvException if the jar is not on the class path */
    static void require() {
        try {
            Class.forName("org.rocksdb.RocksDB", false, RocksLibrary.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw KvException.of(
                    KvErrorCode.PROVIDER_MISSING,
                    "the old store is RocksDB (source.rocksdb), but its library is not on the class path; add the jar of"
                            + " org.rocksdb:rocksdbjni",
                    e);
        }
    }
}
