package io.slipway.source.rocksdb;

import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The process that the crash test kills: each writer goes through its program and prints a line when the store has acknowledged a step.
 *
 * <p>Arguments: folder, seed, whether to sync, then the number of the first step of each writer.
 */
public final class CrashWriter {

    private CrashWriter() {}

    public static void main(String[] args) {
        RocksOptions options = RocksOptions.at(Path.of(args[0])).withSync(Boolean.parseBoolean(args[2]));
        SourceStore store = RocksSource.open(options, Clock.systemUTC());
        answer(store.enrol(CrashProgram.LOGGED, CrashProgram.EPOCH));
        PrintStream out = System.out;
        for (int writer = 0; writer < args.length - 3; writer++) {
            CrashProgram program = new CrashProgram(Long.parseLong(args[1]), writer);
            int first = Integer.parseInt(args[3 + writer]);
            new Thread(() -> run(store, program, first, out), "writer-" + writer).start();
        }
        while (true) {
            out.println("fenced "
                    + answer(store.fencedRead(CrashProgram.LOGGED, List.of())).version());
        }
    }

    private static void run(SourceStore store, CrashProgram program, int first, PrintStream out) {
        List<OutboxEntry> logged = new ArrayList<>();
        for (int number = first; ; number++) {
            CrashProgram.Step step = program.step(number);
            long version = 0;
            if (step.confirms()) {
                answer(store.confirm(CrashProgram.LOGGED, logged));
            } else {
                logged.clear();
                version = answer(store.write(step.batch())).version();
                for (SourceWrite write : step.writes()) {
                    if (write.table().table().equals(CrashProgram.LOGGED)) {
                        logged.add(new OutboxEntry(write.key(), version, null));
                    }
                }
            }
            out.println("acknowledged " + program.writer() + " " + number + " " + version);
        }
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
