package io.slipway.migrate.fake;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A config store in memory, whose registered processes follow every record at once unless told otherwise. */
public final class FakeConfig implements ConfigStore {

    private final Map<String, List<TableConfig>> records = new HashMap<>();
    private final Map<String, Map<String, Long>> evidence = new HashMap<>();
    private final Map<String, ProcessStatus> processes = new HashMap<>();

    /** Every number as it was put, such as {@code comparisons=3}. */
    public final List<String> evidencePut = new ArrayList<>();

    /** Every renewal number in the order in which processes sent them, heard or not. */
    public final List<Long> renewalsSent = new ArrayList<>();

    /** How often somebody asked for the renewal numbers. */
    public int renewalsRead;

    /** Whether every call fails. */
    public boolean away;

    /** Writes down the first record of a table. */
    public TableConfig begin(TableSpec spec) {
        TableConfig record = new TableConfig(
                spec, Phase.SOURCE, 1, 0, WritePolicy.BACKGROUND, 1.0, 0, "begin", "test", Instant.EPOCH);
        records.put(spec.name(), new ArrayList<>(List.of(record)));
        return record;
    }

    public TableConfig last(String table) {
        List<TableConfig> history = records.get(table);
        return history.get(history.size() - 1);
    }

    /** Replaces the last record, as a test's beginning. */
    public void set(TableConfig record) {
        records.computeIfAbsent(record.spec().name(), name -> new ArrayList<>()).add(record);
    }

    public void evidence(String table, String name, long value) {
        putEvidence(table, last(table).entry(), name, value);
    }

    @Override
    public CompletionStage<Map<String, TableConfig>> readAll() {
        if (away) {
            return unreachable();
        }
        Map<String, TableConfig> all = new HashMap<>();
        records.keySet().forEach(name -> all.put(name, last(name)));
        return CompletableFuture.completedFuture(all);
    }

    @Override
    public CompletionStage<Optional<TableConfig>> read(String table) {
        return CompletableFuture.completedFuture(
                records.containsKey(table) ? Optional.of(last(table)) : Optional.empty());
    }

    @Override
    public CompletionStage<Boolean> publish(TableConfig next) {
        long now = records.containsKey(next.spec().name())
                ? last(next.spec().name()).epoch()
                : 0;
        if (now != next.epoch() - 1) {
            return CompletableFuture.completedFuture(false);
        }
        set(next);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<List<TableConfig>> history(String table) {
        return CompletableFuture.completedFuture(List.copyOf(records.getOrDefault(table, List.of())));
    }

    @Override
    public CompletionStage<Map<String, Long>> evidence(String table, long entry) {
        return CompletableFuture.completedFuture(Map.copyOf(evidence.getOrDefault(table + "/" + entry, Map.of())));
    }

    @Override
    public CompletionStage<Void> putEvidence(String table, long entry, String name, long value) {
        evidencePut.add(name + "=" + value);
        evidence.computeIfAbsent(table + "/" + entry, key -> new HashMap<>()).put(name, value);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> register(ProcessStatus process) {
        return renew(process);
    }

    @Override
    public CompletionStage<Void> renew(ProcessStatus process) {
        renewalsSent.add(process.renewal());
        if (away) {
            return unreachable();
        }
        processes.put(process.process(), process);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> deregister(String process) {
        processes.remove(process);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> forget(String process, long renewal) {
        processes.computeIfPresent(process, (name, now) -> now.renewal() > renewal ? now : null);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Map<String, Long>> renewals() {
        if (away) {
            return unreachable();
        }
        renewalsRead++;
        Map<String, Long> renewals = new HashMap<>();
        processes.forEach((name, process) -> renewals.put(name, process.renewal()));
        return CompletableFuture.completedFuture(renewals);
    }

    @Override
    public CompletionStage<List<ProcessStatus>> processes() {
        if (away) {
            return unreachable();
        }
        return CompletableFuture.completedFuture(List.copyOf(processes.values()));
    }

    private static <T> CompletionStage<T> unreachable() {
        return CompletableFuture.failedFuture(new StoreException(
                StoreException.Kind.UNAVAILABLE, KvErrorCode.CONFIG_UNAVAILABLE, "the config store is away"));
    }

    @Override
    public void close() {}
}
