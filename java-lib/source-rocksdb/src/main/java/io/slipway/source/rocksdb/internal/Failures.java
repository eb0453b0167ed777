package io.slipway.source.rocksdb.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What RocksDB's failures mean to a caller. */
final class Failures {

    /** The texts of ENOSPC, EFBIG and EDQUOT: RocksDB has a code of its own for the first alone. */
    private static final List<String> FULL = List.of("No space left", "File too large", "quota exceeded");

    /** What RocksDB says it was doing when the record had been written already. */
    private static final List<String> SYNCING = List.of("While fsync", "While fdatasync", "sync_file_range");

    private Failures() {}

    static StoreException reading(RocksDBException e) {
        return isCorruption(e)
                ? corrupt(e)
                : new StoreException(
                        StoreException.Kind.UNAVAILABLE,
                        KvErrorCode.SOURCE_UNAVAILABLE,
                        "the embedded store cannot read: " + e.getMessage(),
                        e);
    }

    /**
     * A write fails on a full disk while it is appended to the log: the log then ends with an incomplete record, which recovery drops, so it
     * was not applied. After any other failure (such as one of fsync) the record may be complete, so the outcome is unknown.
     */
    static StoreException writing(RocksDBException e) {
        if (isFull(e) && SYNCING.stream().noneMatch(message(e)::contains)) {
            return new StoreException(
                    StoreException.Kind.UNAVAILABLE,
                    KvErrorCode.DISK_FULL,
                    "the disk beneath the embedded store is full; reads go on, writes resume when there is space: "
                            + e.getMessage(),
                    e);
        }
        return isCorruption(e)
                ? corrupt(e)
                : new StoreException(
                        StoreException.Kind.UNKNOWN,
                        KvErrorCode.WRITE_INTERRUPTED,
                        "the embedded store failed while it wrote; the write may have been applied: " + e.getMessage(),
                        e);
    }

    static StoreException opening(Path path, RocksDBException e) {
        String message = message(e);
        if (isCorruption(e)) {
            return new StoreException(
                    StoreException.Kind.CORRUPT,
                    KvErrorCode.DATA_CORRUPT,
                    "the embedded store at " + path + " is damaged and was not opened: " + message,
                    e);
        }
        if (message.contains("lock file") || message.contains("lock hold")) {
            return new StoreException(
                    StoreException.Kind.UNAVAILABLE,
                    KvErrorCode.SOURCE_UNAVAILABLE,
                    "source.rocksdb.path: " + path
                            + " is open in another process, or twice in this one; close it there",
                    e);
        }
        return new StoreException(
                StoreException.Kind.UNAVAILABLE,
                isFull(e) ? KvErrorCode.DISK_FULL : KvErrorCode.SOURCE_UNAVAILABLE,
                "cannot open the embedded store at " + path + ": " + message,
                e);
    }

    static StoreException rejected(KvErrorCode code, String message, @Nullable Throwable cause) {
        return new StoreException(StoreException.Kind.REJECTED, code, message, cause);
    }

    static StoreException away(String why) {
        return new StoreException(StoreException.Kind.UNAVAILABLE, KvErrorCode.SOURCE_UNAVAILABLE, why);
    }

    private static StoreException corrupt(RocksDBException e) {
        return new StoreException(
                StoreException.Kind.CORRUPT,
                KvErrorCode.DATA_CORRUPT,
                "the embedded store's files are damaged: " + e.getMessage(),
                e);
    }

    private static boolean isCorruption(RocksDBException e) {
        return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
    }

    private static boolean isFull(RocksDBException e) {
        boolean coded = e.getStatus() != null && e.getStatus().getSubCode() == Status.SubCode.NoSpace;
        return coded || FULL.stream().anyMatch(message(e)::contains);
    }

    private static String message(RocksDBException e) {
        return String.valueOf(e.getMessage());
    }
}
