package io.slipway.testkit.sim;

import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A config store that tells a watcher what a process reads of all tables. */
record WatchedConfigStore(ConfigStore store, Consumer<Map<String, TableConfig>> watcher) implements ConfigStore {

    @Override
    public CompletionStage<Map<String, TableConfig>> readAll() {
        return store.readAll().thenApply(records -> {
            watcher.accept(records);
            return records;
        });
    }

    @Override
    public CompletionStage<Optional<TableConfig>> read(String table) {
        return store.read(table);
    }

    @Override
    public CompletionStage<Boolean> publish(TableConfig next) {
        return store.publish(next);
    }

    @Override
    public CompletionStage<List<TableConfig>> history(String table) {
        return store.history(table);
    }

    @Override
    public CompletionStage<Map<String, Long>> evidence(String table, long entry) {
        return store.evidence(table, entry);
    }

    @Override
    public CompletionStage<Void> putEvidence(String table, long entry, String name, long value) {
        return store.putEvidence(table, entry, name, value);
    }

    @Override
    public CompletionStage<Void> register(ProcessStatus process) {
        return store.register(process);
    }

    @Override
    public CompletionStage<Void> renew(ProcessStatus process) {
        return store.renew(process);
    }

    @Override
    public CompletionStage<Void> deregister(String process) {
        return store.deregister(process);
    }

    @Override
    public CompletionStage<Void> forget(String process, long renewal) {
        return store.forget(process, renewal);
    }

    @Override
    public CompletionStage<Map<String, Long>> renewals() {
        return store.renewals();
    }

    @Override
    public CompletionStage<List<ProcessStatus>> processes() {
        return store.processes();
    }

    @Override
    public void close() {
        store.close();
    }
}
