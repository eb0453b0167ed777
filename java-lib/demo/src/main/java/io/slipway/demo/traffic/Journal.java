package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import io.slipway.demo.v1.JournalEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * What a process has told the store, in a file that survives it: each write before it is sent, each answer once it is there. Thread-safe.
 *
 * <p>Every entry is handed to the operating system before the call returns, so that SIGKILL takes at most the end of the last one: what was
 * acknowledged and not noted then counts as unanswered, which allows less certainty and never a wrong one. A crash of the machine is out of
 * scope.
 */
public final class Journal implements WriteLog, AutoCloseable {
    /**
     * What a file holds.
     *
     * @param writes how many were begun
     * @param unanswered keys whose latest write has no answer
     * @param bytes of whole entries; what lies behind them was cut off by a kill
     */
    public record Content(long writes, int unanswered, long bytes) {}

    private final FileChannel file;
    private final ByteArrayOutputStream entryBytes = new ByteArrayOutputStream();
    private long writes;

    private Journal(FileChannel file, long writes) {
        this.file = file;
        this.writes = writes;
    }

    /** Opens a new file. */
    public static Journal create(Path path) {
        return open(path, new Content(0, 0, 0));
    }

    /** Opens a new file, or continues one behind what {@link #replay} found there. */
    public static Journal open(Path path, Content found) {
        try {
            FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            file.truncate(found.bytes());
            file.position(found.bytes());
            return new Journal(file, found.writes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Brings a ledger to where the writer of the file left it. A file that is not there holds nothing. */
    public static Content replay(Path path, Ledger ledger) {
        Map<Long, Open> open = new HashMap<>();
        Map<Slot, Long> unanswered = new HashMap<>();
        long writes = 0;
        if (!Files.exists(path)) {
            return new Content(0, 0, 0);
        }
        try (DelimitedFile<JournalEntry> entries = DelimitedFile.open(path, JournalEntry.parser())) {
            for (JournalEntry entry = entries.next(); entry != null; entry = entries.next()) {
                switch (entry.getEntryCase()) {
                    case BEGUN -> {
                        Open write = Open.of(entry.getBegun(), ledger);
                        open.put(writes, write);
                        unanswered.put(write.slot(), writes);
                        writes++;
                    }
                    case ANSWERED -> {
                        long number = entry.getAnswered().getWrite();
                        Open write = open.remove(number);
                        if (write == null) {
                            throw new IllegalStateException(path + " answers write " + number + ", which is not open");
                        }
                        write.answer(entry.getAnswered().getApplied());
                        unanswered.remove(write.slot(), number);
                    }
                    case ENTRY_NOT_SET -> throw new IllegalStateException(path + " has an entry that says nothing");
                }
            }
            return new Content(writes, unanswered.size(), entries.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized long begun(String table, ByteString key, Expectation after) {
        JournalEntry.Begun.Builder begun =
                JournalEntry.Begun.newBuilder().setTable(table).setKey(key);
        if (after.digest() != null) {
            begun.setDigest(after.digest());
        }
        if (after.expirySecond() != Long.MAX_VALUE) {
            begun.setExpirySecond(after.expirySecond());
        }
        append(JournalEntry.newBuilder().setBegun(begun).build());
        return writes++;
    }

    @Override
    public synchronized void answered(long write, boolean applied) {
        append(JournalEntry.newBuilder()
                .setAnswered(JournalEntry.Answered.newBuilder().setWrite(write).setApplied(applied))
                .build());
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void append(JournalEntry entry) {
        try {
            entryBytes.reset();
            entry.writeDelimitedTo(entryBytes);
            ByteBuffer bytes = ByteBuffer.wrap(entryBytes.toByteArray());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Slot(String table, ByteString key) {}

    /** A write whose answer may still follow. */
    private record Open(Slot slot, Ledger.Pending pending) {
        static Open of(JournalEntry.Begun begun, Ledger ledger) {
            Expectation after = new Expectation(
                    begun.hasDigest() ? begun.getDigest() : null,
                    begun.hasExpirySecond() ? begun.getExpirySecond() : Long.MAX_VALUE);
            return new Open(
                    new Slot(begun.getTable(), begun.getKey()), ledger.begin(begun.getTable(), begun.getKey(), after));
        }

        void answer(boolean applied) {
            if (applied) {
                pending.acknowledged();
            } else {
                pending.notApplied();
            }
        }
    }
}
