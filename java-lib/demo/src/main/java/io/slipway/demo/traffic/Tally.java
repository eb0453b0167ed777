package io.slipway.demo.traffic;

import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happened to the traffic as a whole. Thread-safe. */
public final class Tally {
    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

    private final LongAdder operations = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder wrongAnswers = new LongAdder();
    private final LongAdder deletesRacedByLoad = new LongAdder();

    /** Operations that were answered, in the end, with a result or a failure. */
    public long operations() {
        return operations.sum();
    }

    /** Operations that failed after all attempts. */
    public long failed() {
        return failed.sum();
    }

    /** Attempts beyond the first. */
    public long retries() {
        return retries.sum();
    }

    /** Answers that contradict what was acknowledged, or that are none of the service's making. */
    public long wrongAnswers() {
        return wrongAnswers.sum();
    }

    /** Keys whose removal was sent and acknowledged while their split was being loaded. */
    public long deletesRacedByLoad() {
        return deletesRacedByLoad.sum();
    }

    void answered() {
        operations.increment();
    }

    void failed(String table, RuntimeException failure) {
        operations.increment();
        failed.increment();
        LOG.warn("operation on table {} failed", table, failure);
    }

    void retried(String table, RuntimeException failure) {
        retries.increment();
        LOG.info("operation on table {} is tried again: {}", table, failure.getMessage());
    }

    void wrongAnswer(String what) {
        wrongAnswers.increment();
        LOG.warn("wrong answer: {}", what);
    }

    void deletesRaced(int keys) {
        deletesRacedByLoad.add(keys);
    }
}
