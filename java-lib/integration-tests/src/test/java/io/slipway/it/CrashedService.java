package io.slipway.it;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvTable;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.load.LoadResult;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The process that the crash test kills: writers go through their steps while the table is moved to {@code read-target}, from wherever the
 * process before was killed. Prints a line for each acknowledged step and each milestone; ends when its input ends.
 *
 * <p>Arguments: seed, the settings of the store as {@code key=value} in a number given first, then the next step of each writer.
 */
public final class CrashedService {
    static final TableSpec SPEC = TableSpec.of(CrashSteps.TABLE, Layout.parse("prefix(until 0x2f)"));

    private static final int PAUSE_MS = 5;

    private CrashedService() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        long seed = Long.parseLong(args[0]);
        int settings = Integer.parseInt(args[1]);
        KvConfig config = KvConfig.empty();
        for (String setting : List.of(args).subList(2, 2 + settings)) {
            config = config.with(
                    setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        PrintStream out = System.out;
        ScheduledExecutorService writers = Executors.newScheduledThreadPool(CrashSteps.WRITERS);
        try (Service service = new Service(config)) {
            for (int writer = 0; writer < CrashSteps.WRITERS; writer++) {
                Writer steps = new Writer(
                        new CrashSteps(seed, writer),
                        service.store().table(CrashSteps.TABLE),
                        Integer.parseInt(args[2 + settings + writer]),
                        out);
                writers.scheduleWithFixedDelay(steps, 0, PAUSE_MS, TimeUnit.MILLISECONDS);
            }
            move(service, out);
            while (System.in.read() >= 0) {
                // The test says nothing; the end of its input is what is waited for.
            }
            writers.shutdown();
            if (!writers.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new AssertionError("a writer does not end");
            }
        }
        out.println("ended");
    }

    /** Goes on with the migration from the stage that the process before has reached. */
    private static void move(Service service, PrintStream out) {
        Waiting.on(service.operator()
                .importTables(List.of(new TableConfig(
                        SPEC, Phase.SOURCE, 1, 0, WritePolicy.BACKGROUND, 1.0, 0, "test", "test", Instant.EPOCH))));
        service.bring(CrashSteps.TABLE, Stage.DUAL_WRITE);
        if (service.stage(CrashSteps.TABLE) == Stage.DUAL_WRITE) {
            out.println("loading");
            LoadResult loaded = service.load(CrashSteps.TABLE);
            out.println("loaded " + loaded.resumed() + " " + loaded.rows());
        }
        service.bring(CrashSteps.TABLE, Stage.READ_TARGET);
        service.awaitEmptyOutbox(CrashSteps.TABLE);
        out.println("moved");
    }

    /** One writer. A call that fails ends the process loudly. */
    private static final class Writer implements Runnable {
        private final CrashSteps steps;
        private final KvTable table;
        private final PrintStream out;
        private int next;

        Writer(CrashSteps steps, KvTable table, int next, PrintStream out) {
            this.steps = steps;
            this.table = table;
            this.next = next;
            this.out = out;
        }

        @Override
        public void run() {
            CrashSteps.Step step = steps.step(next);
            try {
                step.value().ifPresentOrElse(value -> table.put(step.key(), value), () -> table.delete(step.key()));
                if (!table.get(step.key()).equals(step.value())) {
                    out.println("failed: a read does not show the write before it");
                }
            } catch (RuntimeException e) {
                out.println("failed: " + e);
                throw e;
            }
            out.println("acknowledged " + steps.writer() + " " + next);
            next++;
        }
    }
}
