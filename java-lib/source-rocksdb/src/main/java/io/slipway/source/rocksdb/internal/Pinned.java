package io.slipway.source.rocksdb.internal;

/** A view of the database and the version that was issued with it. */
record Pinned(long version, Pin pin) implements AutoCloseable {

    @Override
    public void close() {
        pin.close();
    }
}
