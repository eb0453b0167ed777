package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;

/** Hears of every write of a ledger: before it is sent, and once it is answered. Thread-safe. */
public interface WriteLog {
    /** Keeps nothing. */
    WriteLog NONE = new WriteLog() {
        @Override
        public long begun(String table, ByteString key, Expectation after) {
            return 0;
        }

        @Override
        public void answered(long write, boolean applied) {}
    };

    /** A write is about to be sent; returns its number. */
    long begun(String table, ByteString key, Expectation after);

    /** A write has its answer: the store has it, or never will. */
    void answered(long write, boolean applied);
}
