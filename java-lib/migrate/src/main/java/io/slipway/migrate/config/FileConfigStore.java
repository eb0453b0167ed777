package io.slipway.migrate.config;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.savepoint.DurableFile;
import io.slipway.spi.StoreException;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * A config store in a YAML file, for a service that runs as one process.
 *
 * <p>{@code <file>} holds every table's last record and the evidence, replaced as a whole at each change; {@code <file>.history} gets each
 * record before it is published; {@code <file>.lock} keeps a second process out. Processes are registered in memory: there is only this
 * one. Reads answer from memory at once; changes run one at a time on the given executor, whose threads may block for the disk.
 */
public final class FileConfigStore implements ConfigStore {

    private static final DumpSettings BLOCKS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(200)
            .build();
    private static final String DOCUMENT_END = "...\n";

    private final Path file;
    private final Path history;
    private final FileChannel lock;
    private final Executor io;

    private final Object change = new Object();
    private volatile FileState state;
    private final Map<String, ProcessStatus> processes = new TreeMap<>();

    private FileConfigStore(Path file, FileChannel lock, Executor io) throws IOException {
        this.file = file;
        this.history = beside(file, ".history");
        this.lock = lock;
        this.io = io;
        this.state = Files.exists(file)
                ? FileState.parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8))
                : FileState.EMPTY;
        repairHistory();
    }

    /**
     * Opens the store; blocks for the files. A file that is not there is begun by the first change.
     *
     * @throws KvException CONFIG, with file and line, if the file is malformed; CONFIG_UNAVAILABLE if another process has it open or it
     *     cannot be read. The files are not changed then.
     */
    public static FileConfigStore open(Path file, Executor io) {
        Path absolute = file.toAbsolutePath();
        @Nullable FileChannel lock = null;
        try {
            Files.createDirectories(absolute.getParent());
            lock = locked(absolute);
            return new FileConfigStore(absolute, lock, io);
        } catch (IOException e) {
            release(lock);
            throw KvException.of(
                    KvErrorCode.CONFIG_UNAVAILABLE,
                    "the config store " + absolute + " cannot be opened ("
                            + e.getClass().getSimpleName() + ": " + e.getMessage() + ")",
                    e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(beside(file, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Answered below: it is open in this very process.
        }
        channel.close();
        throw KvException.of(
                KvErrorCode.CONFIG_UNAVAILABLE,
                "the config store " + file + " is in use: a file serves one open store at a time; close the other one");
    }

    private static void release(@Nullable FileChannel lock) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    @Override
    public CompletionStage<Map<String, TableConfig>> readAll() {
        return CompletableFuture.completedFuture(state.tables());
    }

    @Override
    public CompletionStage<Optional<TableConfig>> read(String table) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(state.tables().get(table)));
    }

    @Override
    public CompletionStage<Boolean> publish(TableConfig next) {
        return changed(() -> {
            TableConfig now = state.tables().get(next.spec().name());
            if ((now == null ? 0 : now.epoch()) != next.epoch() - 1) {
                return false;
            }
            appendHistory(next);
            replace(state.with(next));
            return true;
        });
    }

    @Override
    public CompletionStage<List<TableConfig>> history(String table) {
        return changed(() -> {
            long published = Optional.ofNullable(state.tables().get(table))
                    .map(TableConfig::epoch)
                    .orElse(0L);
            // A record may be here twice, or here alone, if the process died between the two files: the last one of an
            // epoch counts.
            Map<Long, TableConfig> byEpoch = new TreeMap<>();
            for (TableConfig record : historyRecords()) {
                if (record.spec().name().equals(table) && record.epoch() <= published) {
                    byEpoch.put(record.epoch(), record);
                }
            }
            return List.copyOf(byEpoch.values());
        });
    }

    @Override
    public CompletionStage<Map<String, Long>> evidence(String table, long entry) {
        return CompletableFuture.completedFuture(state.evidence(table, entry));
    }

    @Override
    public CompletionStage<Void> putEvidence(String table, long entry, String name, long value) {
        return changed(() -> {
            FileState next = state.with(table, entry, name, value);
            if (!next.equals(state)) {
                replace(next);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Void> register(ProcessStatus process) {
        return renew(process);
    }

    @Override
    public CompletionStage<Void> renew(ProcessStatus process) {
        synchronized (processes) {
            processes.put(process.process(), process);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> deregister(String process) {
        synchronized (processes) {
            processes.remove(process);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> forget(String process, long renewal) {
        synchronized (processes) {
            ProcessStatus now = processes.get(process);
            if (now != null && now.renewal() <= renewal) {
                processes.remove(process);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Map<String, Long>> renewals() {
        Map<String, Long> renewals = new TreeMap<>();
        synchronized (processes) {
            processes.forEach((name, process) -> renewals.put(name, process.renewal()));
        }
        return CompletableFuture.completedFuture(renewals);
    }

    @Override
    public CompletionStage<List<ProcessStatus>> processes() {
        synchronized (processes) {
            return CompletableFuture.completedFuture(List.copyOf(processes.values()));
        }
    }

    @Override
    public void close() {
        synchronized (change) {
            release(lock);
        }
    }

    private <T> CompletionStage<T> changed(Disk<T> action) {
        Supplier<T> serial = () -> {
            synchronized (change) {
                try {
                    return action.run();
                } catch (IOException e) {
                    throw new StoreException(
                            StoreException.Kind.UNKNOWN,
                            KvErrorCode.CONFIG_UNAVAILABLE,
                            "the config store " + file + " cannot be written ("
                                    + e.getClass().getSimpleName() + ": " + e.getMessage()
                                    + "); check the folder and the free space",
                            e);
                }
            }
        };
        return CompletableFuture.supplyAsync(serial, io);
    }

    private interface Disk<T> {
        T run() throws IOException;
    }

    private void replace(FileState next) throws IOException {
        if (!lock.isOpen()) {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE, KvErrorCode.CLOSED, "the config store " + file + " is closed");
        }
        DurableFile.replace(file, dump(next.yaml()).getBytes(StandardCharsets.UTF_8));
        state = next;
    }

    private void appendHistory(TableConfig record) throws IOException {
        byte[] document = ("---\n" + dump(TableText.yaml(record)) + DOCUMENT_END).getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(history, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer rest = ByteBuffer.wrap(document);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private List<TableConfig> historyRecords() throws IOException {
        if (!Files.exists(history)) {
            return List.of();
        }
        List<TableConfig> records = new ArrayList<>();
        for (YamlPart document :
                YamlPart.documents(history.toString(), Files.readString(history, StandardCharsets.UTF_8))) {
            records.add(TableText.record(document));
        }
        return records;
    }

    /** A process that died while it appended left a document without its end: cut it off, it was never published. */
    private void repairHistory() throws IOException {
        if (!Files.exists(history)) {
            return;
        }
        byte[] bytes = Files.readAllBytes(history);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String end = "\n" + DOCUMENT_END;
        int whole = text.contains(end) ? text.lastIndexOf(end) + end.length() : 0;
        if (whole < text.length()) {
            DurableFile.replace(history, Arrays.copyOf(bytes, whole));
        }
        historyRecords();
    }

    private static String dump(Map<String, Object> yaml) {
        return new Dump(BLOCKS).dumpToString(yaml);
    }
}
