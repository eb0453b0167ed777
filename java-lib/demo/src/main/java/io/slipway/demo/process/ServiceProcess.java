package io.slipway.demo.process;

import io.slipway.demo.traffic.BulkSubmission;
import io.slipway.demo.traffic.Journal;
import io.slipway.demo.traffic.KeyBook;
import io.slipway.demo.traffic.Ledger;
import io.slipway.demo.traffic.LoadRanges;
import io.slipway.demo.traffic.StageVisits;
import io.slipway.demo.traffic.Tally;
import io.slipway.demo.traffic.Totals;
import io.slipway.demo.traffic.Traffic;
import io.slipway.kv.KvConfig;
import io.slipway.provider.Slipway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process in which some of the services' callers work. What it is told and tells is in this package's description. */
public final class ServiceProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);
    private static final long NUMBERS_INTERVAL_MS = 500;
    private static final int EXIT_DEFECT = 70;

    private final PrintStream out;
    private final Tally tally = new Tally(this::trouble);
    private final StageVisits visits = new StageVisits();
    private final LoadRanges loads = new LoadRanges();
    private final Slipway slipway;
    private final Journal journal;
    private final Traffic traffic;
    private final BulkSubmission bulk;
    private final ScheduledExecutorService reports = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService submissions = Executors.newSingleThreadScheduledExecutor();

    private ServiceProcess(Order.Start start, PrintStream out) {
        this.out = out;
        Ledger ledger = new Ledger();
        Journal.replay(Path.of(start.filled()), ledger);
        Path journalFile = Path.of(start.journal());
        Journal.Content earlier = Journal.replay(journalFile, ledger);
        this.journal = Journal.open(journalFile, earlier);
        StageClock stages = new StageClock(visits);
        this.slipway = Slipway.open(KvConfig.file(Path.of(start.config())).with("service", start.service()), stages);
        Answers.await(slipway.operator().tables()).values().forEach(stages::enter);
        this.traffic = new Traffic(
                slipway.store(),
                KeyBook.read(Path.of(start.keys())),
                ledger.telling(journal),
                visits,
                tally,
                loads,
                Clock.systemUTC());
        this.bulk = traffic.bulkSubmission(start.name() + "/" + start.start());
        traffic.start(start.posts(), start.rate(), Objects.hash(start.seed(), start.start()));
        say(new Word.Ready(earlier.unanswered()));
    }

    /** @param arguments the process's name, for people who list processes */
    public static void main(String[] arguments) {
        // Whatever a library prints must not end up between the words.
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String first = in.readLine();
            if (first != null && Lines.order(first) instanceof Order.Start start) {
                new ServiceProcess(start, out).obey(in);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("the process ends early", e);
            System.err.println("the process ends early: " + e);
        }
        Runtime.getRuntime().halt(EXIT_DEFECT);
    }

    /** Returns at the end of the orders; a stop ends the process with code 0 before. */
    private void obey(BufferedReader in) throws IOException {
        reports.scheduleWithFixedDelay(
                this::sayNumbers, NUMBERS_INTERVAL_MS, NUMBERS_INTERVAL_MS, TimeUnit.MILLISECONDS);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            obey(Lines.order(line));
        }
        LOG.warn("the orders have ended without a stop");
    }

    private void obey(Order order) {
        if (order instanceof Order.Loading loading) {
            loads.set(loading.table(), loading.ranges());
        } else if (order instanceof Order.Submit submit) {
            submissions.execute(() -> submit(submit.number()));
        } else if (order instanceof Order.Count count) {
            say(new Word.Counted(
                    count.number(), tally.callsUnderWay(), tally.writesUnderWay(), slipway.earlyAppliesUnderWay()));
        } else if (order instanceof Order.Stop) {
            stop();
        } else {
            throw new IllegalStateException("this order comes first or never: " + order);
        }
    }

    private void submit(long number) {
        try {
            bulk.submit();
        } catch (RuntimeException e) {
            // The tally has counted it.
            LOG.info("a bulk submission failed", e);
        }
        say(new Word.Submitted(number));
    }

    private void stop() {
        try {
            traffic.stop();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
        submissions.shutdown();
        slipway.close();
        reports.shutdown();
        sayNumbers();
        journal.close();
        say(new Word.Done());
        Runtime.getRuntime().halt(0);
    }

    private void trouble(String what) {
        say(new Word.Trouble(what));
        reports.execute(this::sayNumbers);
    }

    private void sayNumbers() {
        say(new Word.Numbers(Totals.of(tally, slipway.counters()), visits.grown()));
    }

    private void say(Word word) {
        synchronized (out) {
            out.println(Lines.of(word));
            out.flush();
        }
    }
}
