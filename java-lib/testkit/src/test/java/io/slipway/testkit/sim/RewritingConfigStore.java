package io.slipway.testkit.sim;

import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * A config store where something else is published, or seen by its followers, than was asked for or is there.
 *
 * @param published what is published in place of a record
 * @param seen what {@code readAll} shows in place of a record
 */
record RewritingConfigStore(ConfigStore real, UnaryOperator<TableConfig> published, UnaryOperator<TableConfig> seen)
        implements ConfigStore {

    @Override
    public CompletionStage<Boolean> publish(TableConfig next) {
        return real.publish(published.apply(next));
    }

    @Override
    public CompletionStage<Map<String, TableConfig>> readAll() {
        return real.readAll().thenApply(records -> {
            Map<String, TableConfig> rewritten = new TreeMap<>(records);
            rewritten.replaceAll((table, record) -> seen.apply(record));
            return rewritten;
        });
    }

    @Override
    public CompletionStage<Optional<TableConfig>> read(String table) {
        return real.read(table);
    }

    @Override
    public CompletionStage<List<TableConfig>> history(String table) {
        return real.history(table);
    }

    @Override
    public CompletionStage<Map<String, Long>> evidence(String table, long entry) {
        return real.evidence(table, entry);
    }

    @Override
    public CompletionStage<Void> putEvidence(String table, long entry, String name, long value) {
        return real.putEvidence(table, entry, name, value);
    }

    @Override
    public CompletionStage<Void> register(ProcessStatus process) {
        return real.register(process);
    }

    @Override
    public CompletionStage<Void> renew(ProcessStatus process) {
        return real.renew(process);
    }

    @Override
    public CompletionStage<Void> deregister(String process) {
        return real.deregister(process);
    }

    @Override
    public CompletionStage<Void> forget(String process, long renewal) {
        return real.forget(process, renewal);
    }

    @Override
    public CompletionStage<Map<String, Long>> renewals() {
        return real.renewals();
    }

    @Override
    public CompletionStage<List<ProcessStatus>> processes() {
        return real.processes();
    }

    @Override
    public void close() {
        real.close();
    }
}
