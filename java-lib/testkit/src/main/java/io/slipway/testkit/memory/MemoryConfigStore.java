package io.slipway.testkit.memory;

import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A config store in memory. Thread-safe; every call is atomic and answered at once; closing it loses nothing. */
public final class MemoryConfigStore implements ConfigStore {

    private record Entry(String table, long entry) {}

    private final Map<String, List<TableConfig>> histories = new TreeMap<>();
    private final Map<Entry, Map<String, Long>> evidence = new HashMap<>();
    private final Map<String, ProcessStatus> processes = new TreeMap<>();

    @Override
    public CompletionStage<Map<String, TableConfig>> readAll() {
        return atomically(() -> {
            Map<String, TableConfig> all = new TreeMap<>();
            histories.forEach((table, records) -> all.put(table, records.get(records.size() - 1)));
            return all;
        });
    }

    @Override
    public CompletionStage<Optional<TableConfig>> read(String table) {
        return atomically(
                () -> Optional.ofNullable(histories.get(table)).map(records -> records.get(records.size() - 1)));
    }

    @Override
    public CompletionStage<Boolean> publish(TableConfig next) {
        return atomically(() -> {
            List<TableConfig> records = histories.getOrDefault(next.spec().name(), List.of());
            long epoch = records.isEmpty() ? 0 : records.get(records.size() - 1).epoch();
            if (epoch != next.epoch() - 1) {
                return false;
            }
            return histories
                    .computeIfAbsent(next.spec().name(), first -> new ArrayList<>())
                    .add(next);
        });
    }

    @Override
    public CompletionStage<List<TableConfig>> history(String table) {
        return atomically(() -> List.copyOf(histories.getOrDefault(table, List.of())));
    }

    @Override
    public CompletionStage<Map<String, Long>> evidence(String table, long entry) {
        return atomically(() -> Map.copyOf(evidence.getOrDefault(new Entry(table, entry), Map.of())));
    }

    @Override
    public CompletionStage<Void> putEvidence(String table, long entry, String name, long value) {
        return doing(() -> evidence.computeIfAbsent(new Entry(table, entry), first -> new TreeMap<>())
                .put(name, value));
    }

    @Override
    public CompletionStage<Void> register(ProcessStatus process) {
        return doing(() -> processes.put(process.process(), process));
    }

    @Override
    public CompletionStage<Void> renew(ProcessStatus process) {
        return register(process);
    }

    @Override
    public CompletionStage<Void> deregister(String process) {
        return doing(() -> processes.remove(process));
    }

    @Override
    public CompletionStage<List<ProcessStatus>> processes() {
        return atomically(() -> List.copyOf(processes.values()));
    }

    @Override
    public void close() {}

    private CompletionStage<Void> doing(Runnable step) {
        return this.<Void>atomically(() -> {
            step.run();
            return null;
        });
    }

    private synchronized <T> CompletionStage<T> atomically(Supplier<T> step) {
        return CompletableFuture.completedStage(step.get());
    }
}
