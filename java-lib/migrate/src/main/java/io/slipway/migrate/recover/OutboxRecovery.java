package io.slipway.migrate.recover;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.stage.OutboxDrain;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Drains tables' outboxes on demand, in whatever process: beside the services' own recoverers it only does some work twice.
 *
 * <p>A table is opened at the target when it is first drained. Thread-safe.
 */
public final class OutboxRecovery implements OutboxDrain {

    private final Environment environment;
    private final SourceStore source;
    private final TargetStore targets;
    private final ConfigStore configs;
    private final Counters counters;
    private final RecovererSettings settings;
    private final Map<String, Recoverer> opened = new ConcurrentHashMap<>();

    public OutboxRecovery(
            Environment environment,
            SourceStore source,
            TargetStore targets,
            ConfigStore configs,
            Counters counters,
            RecovererSettings settings) {
        this.environment = environment;
        this.source = source;
        this.targets = targets;
        this.configs = configs;
        this.counters = counters;
        this.settings = settings;
    }

    @Override
    public CompletionStage<Void> drain(String table, long below) {
        Recoverer known = opened.get(table);
        return known != null
                ? known.drain(below)
                : open(table).thenCompose(target -> opened.computeIfAbsent(
                                table, name -> new Recoverer(environment, source, target, counters, settings))
                        .drain(below));
    }

    private CompletionStage<TargetTable> open(String table) {
        return configs.read(table)
                .thenCompose(found -> found.isPresent()
                        ? targets.open(found.get().spec())
                        : CompletableFuture.failedFuture(KvException.of(
                                KvErrorCode.TABLE_UNKNOWN,
                                "table '" + table + "' has no record in the config store; import it first")));
    }
}
