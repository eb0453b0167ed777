package io.slipway.demo.traffic;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happened to the traffic as a whole. Thread-safe. */
public final class Tally {
    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

    private final Consumer<String> trouble;
    private final LongAdder operations = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder wrongAnswers = new LongAdder();
    private final LongAdder deletesRacedByLoad = new LongAdder();
    private final AtomicInteger callsUnderWay = new AtomicInteger();
    private final AtomicInteger writesUnderWay = new AtomicInteger();

    /** @param trouble is told of every failed operation and every wrong answer */
    public Tally(Consumer<String> trouble) {
        this.trouble = trouble;
    }

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

    /** Operations that were sent and have no answer. */
    public int callsUnderWay() {
        return callsUnderWay.get();
    }

    /** Keys that these operations write. */
    public int writesUnderWay() {
        return writesUnderWay.get();
    }

    void sent(int writes) {
        callsUnderWay.incrementAndGet();
        writesUnderWay.addAndGet(writes);
    }

    void returned(int writes) {
        callsUnderWay.decrementAndGet();
        writesUnderWay.addAndGet(-writes);
    }

    void answered() {
        operations.increment();
    }

    void failed(String table, RuntimeException failure) {
        operations.increment();
        failed.increment();
        LOG.warn("operation on table {} failed", table, failure);
        trouble.accept("an operation on table " + table + " failed: " + failure.getMessage());
    }

    void retried(String table, RuntimeException failure) {
        retries.increment();
        LOG.info("operation on table {} is tried again: {}", table, failure.getMessage());
    }

    void wrongAnswer(String what) {
        wrongAnswers.increment();
        LOG.warn("wrong answer: {}", what);
        trouble.accept("wrong answer: " + what);
    }

    void deletesRaced(int keys) {
        deletesRacedByLoad.add(keys);
    }
}
