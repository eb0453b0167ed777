package io.slipway.testkit.sim;

import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A config store that lets a table jump over a phase: whoever publishes it publishes the one behind it. */
record SkippingConfigStore(ConfigStore real, Phase skipped, Phase published) implements ConfigStore {

    @Override
    public CompletionStage<Boolean> publish(TableConfig next) {
        return real.publish(
                next.phase() != skipped
                        ? next
                        : new TableConfig(
                                next.spec(),
                                published,
                                next.epoch(),
                                next.entry(),
                                next.policy(),
                                next.auditSample(),
                                next.floor(),
                                published == Phase.CONFIRM ? next.targetReaders() : Set.of(),
                                next.reason(),
                                next.author(),
                                next.at()));
    }

    @Override
    public CompletionStage<Map<String, TableConfig>> readAll() {
        return real.readAll();
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
    public CompletionStage<List<ProcessStatus>> processes() {
        return real.processes();
    }

    @Override
    public void close() {
        real.close();
    }
}
