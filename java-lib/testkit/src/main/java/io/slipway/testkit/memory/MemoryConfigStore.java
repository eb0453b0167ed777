package io.slipway.testkit.memory;

import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import io.slipway.testkit.memory.Link.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A config store in memory. Thread-safe; every call is one atomic step. */
public final class MemoryConfigStore implements ConfigStore {

    private record Entry(String table, long entry) {}

    /** What survives a restart: records, evidence and the registry. */
    public static final class Disk {

        private final Map<String, List<TableConfig>> histories = new TreeMap<>();
        private final Map<Entry, Map<String, Long>> evidence = new HashMap<>();
        private final Map<String, ProcessStatus> processes = new TreeMap<>();
    }

    private final Disk disk;
    private final Link link;

    /** Opens what is on {@code disk}; several may be open on one disk, over several links. */
    public MemoryConfigStore(Disk disk, Link link) {
        this.disk = disk;
        this.link = link;
    }

    @Override
    public CompletionStage<Map<String, TableConfig>> readAll() {
        return call(Kind.READ, () -> {
            Map<String, TableConfig> all = new TreeMap<>();
            disk.histories.forEach((table, records) -> all.put(table, records.get(records.size() - 1)));
            return all;
        });
    }

    @Override
    public CompletionStage<Optional<TableConfig>> read(String table) {
        return call(Kind.READ, () -> Optional.ofNullable(disk.histories.get(table))
                .map(records -> records.get(records.size() - 1)));
    }

    @Override
    public CompletionStage<Boolean> publish(TableConfig next) {
        return call(Kind.WRITE, () -> {
            List<TableConfig> records = disk.histories.getOrDefault(next.spec().name(), List.of());
            long epoch = records.isEmpty() ? 0 : records.get(records.size() - 1).epoch();
            if (epoch != next.epoch() - 1) {
                return false;
            }
            return disk.histories
                    .computeIfAbsent(next.spec().name(), first -> new ArrayList<>())
                    .add(next);
        });
    }

    @Override
    public CompletionStage<List<TableConfig>> history(String table) {
        return call(Kind.READ, () -> List.copyOf(disk.histories.getOrDefault(table, List.of())));
    }

    @Override
    public CompletionStage<Map<String, Long>> evidence(String table, long entry) {
        return call(Kind.READ, () -> new TreeMap<>(disk.evidence.getOrDefault(new Entry(table, entry), Map.of())));
    }

    @Override
    public CompletionStage<Void> putEvidence(String table, long entry, String name, long value) {
        return repeatable(() -> disk.evidence
                .computeIfAbsent(new Entry(table, entry), first -> new TreeMap<>())
                .put(name, value));
    }

    @Override
    public CompletionStage<Void> register(ProcessStatus process) {
        return repeatable(() -> disk.processes.merge(
                process.process(), process, (now, said) -> said.renewal() >= now.renewal() ? said : now));
    }

    @Override
    public CompletionStage<Void> renew(ProcessStatus process) {
        return register(process);
    }

    @Override
    public CompletionStage<Void> deregister(String process) {
        return repeatable(() -> disk.processes.remove(process));
    }

    @Override
    public CompletionStage<Void> forget(String process, long renewal) {
        return repeatable(
                () -> disk.processes.computeIfPresent(process, (name, now) -> now.renewal() > renewal ? now : null));
    }

    @Override
    public CompletionStage<Map<String, Long>> renewals() {
        return call(Kind.READ, () -> {
            Map<String, Long> renewals = new TreeMap<>();
            disk.processes.forEach((name, process) -> renewals.put(name, process.renewal()));
            return renewals;
        });
    }

    @Override
    public CompletionStage<List<ProcessStatus>> processes() {
        return call(Kind.READ, () -> List.copyOf(disk.processes.values()));
    }

    @Override
    public void close() {}

    private CompletionStage<Void> repeatable(Runnable step) {
        return this.<Void>call(Kind.REPEATABLE_WRITE, () -> {
            step.run();
            return null;
        });
    }

    private <T> CompletionStage<T> call(Kind kind, Supplier<T> step) {
        return link.call(kind, Link.TIMEOUT_DEFAULT, () -> {
            synchronized (disk) {
                return step.get();
            }
        });
    }
}
