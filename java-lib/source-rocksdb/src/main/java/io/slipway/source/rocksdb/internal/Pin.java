package io.slipway.source.rocksdb.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.Snapshot;

/**
 * A view of the database as of one moment, shared by everybody who asked in the same group. Thread-safe; released when each holder has
 * closed it.
 */
final class Pin implements AutoCloseable {

    private final Database database;
    private final Snapshot snapshot;
    private final AtomicInteger holders = new AtomicInteger(1);

    Pin(Database database, Snapshot snapshot) {
        this.database = database;
        this.snapshot = snapshot;
    }

    Pin share() {
        holders.incrementAndGet();
        return this;
    }

    /** The database to read from: a view means nothing to a later opening of the same files. */
    Database database() {
        return database;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public void close() {
        if (holders.decrementAndGet() == 0) {
            database.release(snapshot);
        }
    }
}
