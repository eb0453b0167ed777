package io.slipway.source.rocksdb;

import com.google.protobuf.ByteString;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

/**
 * The process whose disk the test fills: it writes until the store refuses, shows that reads go on, and writes again when it is told that
 * there is space. Says what it finds, line by line.
 */
public final class FullDiskProgram {

    private static final TableEpoch TABLE = new TableEpoch("t", 1);
    private static final int VALUE_BYTES = 10_000;
    private static final int WRITES_BEFORE = 300;
    private static final int TRIES_MAX = 600;
    private static final long BETWEEN_TRIES_NANOS = 50_000_000;

    private final SourceStore store;
    private int acknowledged;

    private FullDiskProgram(SourceStore store) {
        this.store = store;
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        RocksOptions options = RocksOptions.at(Path.of(args[0]));
        try (SourceStore store = RocksSource.open(options, Clock.systemUTC())) {
            FullDiskProgram program = new FullDiskProgram(store);
            program.fill();
            in.readLine();
            program.writeUntilRefused();
            program.check();
            in.readLine();
            program.writeUntilAccepted();
            program.check();
        }
    }

    private void fill() {
        answer(store.enrol(TABLE.table(), TABLE.epoch()));
        while (acknowledged < WRITES_BEFORE) {
            write();
        }
        say("filled");
    }

    private void writeUntilRefused() {
        for (int i = 0; i < TRIES_MAX; i++) {
            try {
                write();
            } catch (CompletionException e) {
                StoreException refused = (StoreException) e.getCause();
                say("refused " + refused.kind() + " " + refused.code());
                return;
            }
        }
        say("never refused");
    }

    private void writeUntilAccepted() {
        for (int i = 0; i < TRIES_MAX; i++) {
            try {
                write();
                say("accepted");
                return;
            } catch (CompletionException e) {
                LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
            }
        }
        say("never accepted");
    }

    /** Every acknowledged write is there, in the outbox too, and nothing else. */
    private void check() {
        for (int i = 0; i < acknowledged; i++) {
            StoredValue stored = answer(store.read(TABLE, List.of(key(i)))).get(key(i));
            if (stored == null || !stored.value().equals(value(i))) {
                say("lost " + i);
            }
        }
        boolean more = answer(store.read(TABLE, List.of(key(acknowledged)))).containsKey(key(acknowledged));
        long entries = answer(store.outboxStatus(TABLE.table())).depth();
        say("checked "
                + (more ? "something refused is there" : entries == acknowledged ? "well" : "outbox " + entries));
    }

    private void write() {
        answer(store.write(SourceBatch.of(
                new SourceWrite(TABLE, key(acknowledged), Mutation.put(StoredValue.lasting(value(acknowledged)))))));
        acknowledged++;
    }

    /** Marked, because a logger may share the output. */
    private static void say(String what) {
        System.out.println(ChildProcess.MARK + what);
    }

    private static ByteString key(int number) {
        return ByteString.copyFromUtf8("k" + number);
    }

    /** Bytes that do not compress, so that recovery needs as much room as the log. */
    private static ByteString value(int number) {
        byte[] bytes = new byte[VALUE_BYTES];
        new Random(number).nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
