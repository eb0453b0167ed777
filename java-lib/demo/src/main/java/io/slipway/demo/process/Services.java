package io.slipway.demo.process;

import io.slipway.demo.traffic.Ledger;
import io.slipway.demo.traffic.StageVisits;
import io.slipway.demo.traffic.Totals;
import io.slipway.provider.Operator;
import io.slipway.spi.KeyRange;
import java.util.List;

/**
 * The three services at work, wherever they run, and the operator who moves their tables beneath them. Thread-safe.
 *
 * <p>{@link #start}, {@link #stop} and {@link #close} are called once, in this order.
 */
public interface Services extends AutoCloseable {
    /** The operator's side, which is there before the services start. */
    Operator operator();

    /** Lets the services work; returns when all of them do. Tables have their records by now. */
    void start();

    /** Who is at work, as the beginning of a sentence. */
    String describe();

    /** Tells the services which ranges of a table are being loaded. Does not block. */
    void loading(String table, List<KeyRange> ranges);

    /** A customer submits many rows at once; returns when they are acknowledged. */
    void submitBulk();

    /** Writes of services on their way to the target right behind the source, at this moment. */
    long earlyApplies();

    /** Ends the services' callers; returns when their last operations have been answered. Numbers are final then. */
    void stop() throws InterruptedException;

    Totals totals();

    StageVisits visits();

    /** The services of all processes as the registry of processes shows them, one entry a process; none where there is one process. */
    List<String> registered();

    /** What services in other languages have counted; {@link #totals} has it too. */
    List<GuestNumbers> guests();

    /** What makes the run a failure and is in none of the numbers: processes that ended by themselves, or would not start. */
    List<String> problems();

    /** Completes a ledger of what the tables were filled with by what the services wrote. Only when they have stopped. */
    void writeInto(Ledger ledger);

    /** Closes what the services and the operator have open. */
    @Override
    void close();
}
