package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;

/** Tells which part of the tables is being copied right now. Thread-safe. */
public interface LoadWatch {
    /** A watch for times without any load. */
    LoadWatch IDLE = new LoadWatch() {
        @Override
        public boolean loading(String table) {
            return false;
        }

        @Override
        public boolean loading(String table, ByteString key) {
            return false;
        }
    };

    /** Whether any split of the table is being loaded. */
    boolean loading(String table);

    /** Whether the split that holds {@code key} is being loaded. */
    boolean loading(String table, ByteString key);
}
