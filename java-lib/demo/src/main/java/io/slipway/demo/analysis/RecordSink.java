package io.slipway.demo.analysis;

/** Takes the records of the input, one at a time and from one thread; may block to hold the input back. */
@FunctionalInterface
public interface RecordSink {
    /** Takes one record. An exception ends the feed and reaches its caller. */
    void accept(InputRecord item);
}
