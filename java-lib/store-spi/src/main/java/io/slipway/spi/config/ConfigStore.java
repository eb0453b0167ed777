package io.slipway.spi.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where tables' records, their history, the evidence for gates and the registry of processes live. Thread-safe; fails with {@link
 * io.slipway.spi.StoreException}.
 */
public interface ConfigStore extends AutoCloseable {

    /** The record of every table. */
    CompletionStage<Map<String, TableConfig>> readAll();

    /** The record of one table; empty if it has none. */
    CompletionStage<Optional<TableConfig>> read(String table);

    /**
     * Publishes {@code next} if the table's epoch is {@code next.epoch() - 1} now (0: no record).
     *
     * @return whether it was published; false if another change came first
     */
    CompletionStage<Boolean> publish(TableConfig next);

    /** All records a table ever had, oldest first. */
    CompletionStage<List<TableConfig>> history(String table);

    /** The numbers that gates look at, by name, for one entry into dual-write. */
    CompletionStage<Map<String, Long>> evidence(String table, long entry);

    /** Sets one of those numbers. */
    CompletionStage<Void> putEvidence(String table, long entry, String name, long value);

    /** Registers a process, before it reads any epoch. */
    CompletionStage<Void> register(ProcessStatus process);

    /** Shows that the process lives, and which epochs it has acknowledged. */
    CompletionStage<Void> renew(ProcessStatus process);

    /** Removes a process that ends in an orderly way. */
    CompletionStage<Void> deregister(String process);

    /**
     * Removes a process that has been silent for long, as it was seen: not if it has renewed since. One that renews later is registered
     * again by that.
     *
     * @param renewal the number that stood still
     */
    CompletionStage<Void> forget(String process, long renewal);

    /** The renewal number of every registered process, by its name: all that it takes to see who lives. */
    CompletionStage<Map<String, Long>> renewals();

    /** Every registered process. */
    CompletionStage<List<ProcessStatus>> processes();

    @Override
    void close();
}
